package dev.sluice.observe;

import dev.sluice.inspect.JsonText;
import dev.sluice.observe.live.Extras;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The panels of a page, as it is served. A picture can be had for a while after it is no longer shown, since a browser asks for it when it
 * has seen the frame, and may be slow.
 */
final class Panels implements Extras {
    private static final int MOST_REMEMBERED = 8 * Panel.MOST_PICTURES;

    private final List<Panel> all = new CopyOnWriteArrayList<>();

    // By what follows "picture/" in its address; guarded by itself.
    private final LinkedHashMap<String, Panel.Picture> shown = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Panel.Picture> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    void add(Panel panel) {
        all.add(panel);
    }

    @Override
    public String json() {
        var json = new JsonText();
        List<Panel> now = List.copyOf(all);
        return json.list(now, each -> write(json, each, now.indexOf(each))).toString();
    }

    private void write(JsonText json, Panel panel, int number) {
        json.object(() -> {
            json.field("name", panel.name());
            switch (panel) {
                case Panel.Table table -> {
                    json.field("kind", "table");
                    json.list("columns", table.columns(), json::string);
                    List<? extends List<?>> rows = table.rows().get();
                    json.list(
                            "rows",
                            rows.subList(0, Math.min(rows.size(), Panel.MOST_ROWS)),
                            row -> json.list(row, cell -> cell(json, cell)));
                }
                case Panel.Pictures pictures -> {
                    json.field("kind", "pictures");
                    List<Panel.Picture> shown = pictures.pictures().get();
                    json.list(
                            "pictures",
                            shown.subList(0, Math.min(shown.size(), Panel.MOST_PICTURES)),
                            each -> picture(json, number, each));
                }
            }
        });
    }

    private static void cell(JsonText json, Object cell) {
        if (cell instanceof Number number) {
            json.number(number.doubleValue());
        } else {
            json.string(String.valueOf(cell));
        }
    }

    private void picture(JsonText json, int panel, Panel.Picture picture) {
        String address = panel + "/" + picture.key();
        synchronized (shown) {
            shown.putLast(address, picture);
        }
        json.object(() -> {
            json.field("src", "picture/" + address);
            json.field("caption", picture.caption());
        });
    }

    @Override
    public @Nullable Picture picture(int panel, String key) {
        synchronized (shown) {
            Panel.Picture picture = shown.get(panel + "/" + key);
            return picture == null ? null : new Served(picture);
        }
    }

    private record Served(Panel.Picture picture) implements Picture {
        @Override
        public String type() {
            return picture.type();
        }

        @Override
        public byte[] read() throws IOException {
            return picture.file().get();
        }
    }
}
