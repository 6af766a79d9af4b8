package dev.sluice.thumbs;

import dev.sluice.thumbs.report.Terminal;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * The streams of a run, and what kind of terminal is behind them.
 *
 * @param in standard input, where {@code -} reads its list
 * @param out standard output, for what the user asked for
 * @param err standard error, for the progress and for what went wrong
 * @param terminal what {@code err} can do
 */
record Console(InputStream in, PrintStream out, PrintStream err, Terminal terminal) {
    /** Answers the console of this process. */
    static Console system() {
        return new Console(System.in, System.out, System.err, Terminal.of(System.getProperties(), System.getenv()));
    }
}
