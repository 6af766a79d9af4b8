package dev.sluice.thumbs.report;

import dev.sluice.thumbs.file.Printable;
import java.io.PrintStream;
import java.util.List;

/**
 * Standard error as the user sees it: lines, and below them on a terminal a few that are drawn again and again. Whatever the
 * names of files contain, it is text on its line.
 *
 * <p>A screen is safe for use by any number of threads.
 */
public final class Screen {
    /*
     * The cursor rests at the beginning of the bar. When the terminal is made narrower, it wraps the bar, and moves the cursor
     * with the text: so all that the bar has become is behind the cursor, and one sequence erases it.
     */
    private static final String ERASE_BELOW = "\r\u001b[J";
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
        print(Printable.of(text));
    }

    /**
     * Prints a line that says what is wrong.
     *
     * @param text the line
     */
    public void error(String text) {
        print(terminal.colour() ? RED + Printable.of(text) + PLAIN : Printable.of(text));
    }

    /**
     * Draws the bar, in place of the one before. Only a terminal has one.
     *
     * @param lines what it shows, each shorter than the terminal is wide
     */
    public synchronized void bar(List<String> lines) {
        if (!terminal.present()) {
            return;
        }
        String up = lines.size() > 1 ? "\u001b[" + (lines.size() - 1) + "A" : "";
        bar = String.join("\n", lines) + up + "\r";
        err.print(ERASE_BELOW + bar);
        err.flush();
    }

    /** Takes the bar away. */
    public synchronized void eraseBar() {
        if (!bar.isEmpty()) {
            bar = "";
            err.print(ERASE_BELOW);
            err.flush();
        }
    }

    private synchronized void print(String text) {
        err.print(bar.isEmpty() ? text + System.lineSeparator() : ERASE_BELOW + text + System.lineSeparator() + bar);
        err.flush();
    }
}
