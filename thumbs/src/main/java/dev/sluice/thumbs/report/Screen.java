package dev.sluice.thumbs.report;

import java.io.PrintStream;

/**
 * Standard error as the user sees it: lines, and below them on a terminal one line that is drawn again and again.
 *
 * <p>A screen is safe for use by any number of threads.
 */
public final class Screen {
    private static final String ERASE_LINE = "\r\u001b[K";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream err;
    private final Terminal terminal;
    private String bar = "";

    /**
     * Creates a screen.
     *
     * @param err where it is drawn
     * @param terminal what {@code err} can do
     */
    public Screen(PrintStream err, Terminal terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /**
     * Answers what this screen can do.
     *
     * @return the terminal
     */
    public Terminal terminal() {
        return terminal;
    }

    /**
     * Prints a line, above the bar if there is one.
     *
     * @param text the line
     */
    public void line(String text) {
        print(text);
    }

    /**
     * Prints a line that says what is wrong.
     *
     * @param text the line
     */
    public void error(String text) {
        print(terminal.colour() ? RED + text + PLAIN : text);
    }

    /**
     * Draws the bar, in place of the one before. Only a terminal has one.
     *
     * @param text what it shows; cut where the line ends
     */
    public synchronized void bar(String text) {
        if (!terminal.present()) {
            return;
        }
        bar = text.length() < terminal.columns() ? text : text.substring(0, Math.max(0, terminal.columns() - 1));
        err.print(ERASE_LINE + bar);
        err.flush();
    }

    /** Takes the bar away. */
    public synchronized void eraseBar() {
        if (!bar.isEmpty()) {
            bar = "";
            err.print(ERASE_LINE);
            err.flush();
        }
    }

    private synchronized void print(String text) {
        err.print(bar.isEmpty() ? text + System.lineSeparator() : ERASE_LINE + text + System.lineSeparator() + bar);
        err.flush();
    }
}
