package dev.sluice.thumbs.report;

import dev.sluice.flow.StageProgress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Puts the state of a run into two lines of words: how far it is, how fast, and how long it will take; then what works at it
 * and what holds it up. A bar is used by one thread.
 */
final class Bar {
    private static final int WIDEST_BAR = 30;
    private static final int NARROWEST_BAR = 8;

    private final Pace pace = new Pace();

    /**
     * Draws the lines.
     *
     * @param state how far the run has come
     * @param columns how wide a line may be
     * @return the lines, each shorter than that
     */
    List<String> draw(State state, int columns) {
        Pace.Latest latest = pace.at(state);
        String words = progress(state, latest);
        String first = state.total().isPresent() ? share(state, columns - words.length()) + words : words;
        if (state.stages().isEmpty()) {
            return List.of(cut(first, columns));
        }
        return List.of(cut(first, columns), cut(stages(latest), columns));
    }

    private static String progress(State state, Pace.Latest latest) {
        Counts counts = state.counts();
        var text = new StringBuilder();
        if (state.total().isPresent()) {
            text.append(counts.done()).append(" of ").append(all(state)).append(" files");
        } else {
            text.append(Figures.count(counts.done(), "file")).append(" done");
        }
        text.append(", ").append(Figures.perSecond(latest.perSecond()));
        latest.left()
                .ifPresent(left -> text.append(", ").append(Figures.clock(left)).append(" left"));
        if (counts.failed() > 0) {
            text.append(", ").append(counts.failed()).append(" failed");
        }
        return text.toString();
    }

    private static long all(State state) {
        return Math.max(state.total().orElse(0), state.counts().done());
    }

    private static String share(State state, int columns) {
        long all = all(state);
        double share = all == 0 ? 1 : (double) state.counts().done() / all;
        String percent = String.format(Locale.ROOT, "%3d%%  ", (int) (100 * share));
        int width = Math.min(columns - percent.length() - 4, WIDEST_BAR);
        if (width < NARROWEST_BAR) {
            return percent;
        }
        int filled = (int) (width * share);
        return "[" + "#".repeat(filled) + ".".repeat(width - filled) + "] " + percent;
    }

    private static String stages(Pace.Latest latest) {
        String workers = latest.stages().stream()
                .map(stage -> stage.name() + " " + stage.workers())
                .collect(Collectors.joining(", "));
        String holdsUp = latest.bottleneck()
                .map(stage -> "held up by " + stage.name() + ", " + busy(stage))
                .orElse("no stage holds it up");
        return holdsUp + "; workers: " + workers;
    }

    private static String busy(StageProgress stage) {
        return Math.round(100 * stage.utilisation()) + "% busy";
    }

    private static String cut(String text, int columns) {
        return text.length() < columns ? text : text.substring(0, Math.max(0, columns - 1));
    }
}
