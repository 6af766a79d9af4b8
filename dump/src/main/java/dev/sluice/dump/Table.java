package dev.sluice.dump;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A table of text: columns of text at either end, to the left, and between them columns of numbers, to the right. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int textFirst;
    private final int textLast;

    /**
     * Creates a table.
     *
     * @param textFirst how many of the first columns are text
     * @param textLast how many of the last ones are
     * @param heads what the columns are called
     */
    Table(int textFirst, int textLast, String... heads) {
        this.textFirst = textFirst;
        this.textLast = textLast;
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
            boolean isText = i < textFirst || i >= widths.length - textLast;
            line.append(isText ? row.get(i) + padding : padding + row.get(i)).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
