package dev.sluice.thumbs.report;

import java.util.Map;
import java.util.Properties;
import java.util.function.IntSupplier;

/**
 * What standard error can do.
 *
 * <p>Java can't tell whether standard error is a terminal, so the launcher says so, in the system property {@code
 * sluice.columns}: the terminal's width, and nothing where there is no terminal.
 *
 * @param present whether it is a terminal, on which a line can be drawn again
 * @param width returns how wide it is now
 * @param colour whether it shows colours, and the user wants them
 */
public record Terminal(boolean present, IntSupplier width, boolean colour) {
    private static final int USUAL_COLUMNS = 80;

    /** No terminal: a file, a pipe, or a machine that reads along. */
    public static final Terminal NONE = new Terminal(false, () -> USUAL_COLUMNS, false);

    /**
     * Answers the terminal of this process.
     *
     * @param properties the system properties
     * @param environment the environment, for {@code TERM} and {@code NO_COLOR}
     * @return what standard error can do
     */
    public static Terminal of(Properties properties, Map<String, String> environment) {
        String columns = properties.getProperty("sluice.columns", "");
        String kind = environment.getOrDefault("TERM", "");
        if (columns.isEmpty() || kind.isEmpty() || kind.equals("dumb")) {
            return NONE;
        }
        boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
        int atStart = width(columns);
        return new Terminal(true, () -> WindowSize.ofStandardError().orElse(atStart), colour);
    }

    /**
     * Returns how wide the terminal is now; it may be made wider or narrower at any time.
     *
     * @return the number of columns
     */
    public int columns() {
        return width.getAsInt();
    }

    private static int width(String columns) {
        try {
            int width = Integer.parseInt(columns.strip());
            return width > 0 ? width : USUAL_COLUMNS;
        } catch (NumberFormatException _) {
            return USUAL_COLUMNS;
        }
    }
}
