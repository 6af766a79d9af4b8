package dev.sluice.thumbs.report;

import java.util.Map;
import java.util.Properties;

/**
 * What standard error can do.
 *
 * <p>Java can't tell whether standard error is a terminal, so the launcher says so, in the system property {@code
 * sluice.columns}: the terminal's width, and nothing where there is no terminal.
 *
 * @param present whether it is a terminal, on which a line can be drawn again
 * @param columns how wide it is
 * @param colour whether it shows colours, and the user wants them
 */
public record Terminal(boolean present, int columns, boolean colour) {
    /** No terminal: a file, a pipe, or a machine that reads along. */
    public static final Terminal NONE = new Terminal(false, 80, false);

    private static final int USUAL_COLUMNS = 80;

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
        return new Terminal(true, width(columns), colour);
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
