package dev.sluice.observe;

import dev.sluice.inspect.JsonText;
import dev.sluice.observe.live.Extras;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The panels of a page, as it is served. */
final class Panels implements Extras {
    private final List<Panel> all = new CopyOnWriteArrayList<>();

    void add(Panel panel) {
        all.add(panel);
    }

    @Override
    public String json() {
        var json = new JsonText();
        List<Panel> now = List.copyOf(all);
        return json.list(now, each -> write(json, each, now.indexOf(each))).toString();
    }

    private static void write(JsonText json, Panel panel, int number) {
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

    private static void picture(JsonText json, int panel, Panel.Picture picture) {
        json.object(() -> {
            json.field("src", "picture/" + panel + "/" + picture.key());
            json.field("caption", picture.caption());
        });
    }

    @Override
    public @Nullable Picture picture(int panel, String key) {
        List<Panel> now = List.copyOf(all);
        if (panel >= now.size() || !(now.get(panel) instanceof Panel.Pictures pictures)) {
            return null;
        }
        return pictures.pictures().get().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .map(Served::new)
                .orElse(null);
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
