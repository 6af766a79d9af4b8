package dev.sluice.dump;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A table of text: numbers to the right, everything else to the left, and of the last column as much as there is room for. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int textColumns;

    /**
     * Creates a table.
     *
     * @param textColumns how many of the first columns are text; the last one is, too
     * @param heads what the columns are called
     */
    Table(int textColumns, String... heads) {
        this.textColumns = textColumns;
        rows.add(List.of(heads));
    }

    void row(String... cells) {
        rows.add(Stream.of(cells).map(Printable::of).toList());
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    /** Returns the lines, the heads first. */
    List<String> lines() {
        int columns = rows.getFirst().size();
        var widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        var line = new StringBuilder(" ");
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            boolean isText = i < textColumns || i == widths.length - 1;
            line.append(isText ? row.get(i) + padding : padding + row.get(i)).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
