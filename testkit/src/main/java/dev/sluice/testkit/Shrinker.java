package dev.sluice.testkit;

import dev.sluice.function.CheckedRunnable;
import java.util.Arrays;

/**
 * Looks for a shorter schedule that fails in the same way.
 *
 * <p>A schedule is a list of decisions. First all behind a certain one are left to the plainest choice, for as early a one as
 * possible; then others, one by one. What remains is what matters.
 */
final class Shrinker {
    private static final int MOST_RUNS = 120;

    private final Explorer settings;
    private final CheckedRunnable<?> body;
    private final String signature;
    private Run.Outcome best;
    private int runs;

    private Shrinker(Run.Outcome failed, Explorer settings, CheckedRunnable<?> body) {
        this.best = failed;
        this.signature = signature(failed);
        Limits limits = settings.limits();
        this.settings = settings.limits(
                limits.steps(Math.min(limits.steps(), failed.schedule().stepCount() * 4 + 1000)));
        this.body = body;
    }

    /** Returns the shortest failing run found, at worst the given one. */
    static Run.Outcome shrink(Run.Outcome failed, Explorer settings, CheckedRunnable<?> body)
            throws InterruptedException {
        if (failed.failure() instanceof StallError) {
            return failed; // each run would take as long
        }
        var shrinker = new Shrinker(failed, settings, body);
        int[] decisions = shrinker.shortestPrefix(failed.schedule().decisions());
        shrinker.plainest(decisions);
        return shrinker.best;
    }

    private int[] shortestPrefix(int[] decisions) throws InterruptedException {
        int fails = decisions.length;
        int passes = -1;
        while (fails - passes > 1 && runs < MOST_RUNS) {
            int middle = (passes + fails) >>> 1;
            if (fails(Arrays.copyOf(decisions, middle))) {
                fails = middle;
            } else {
                passes = middle;
            }
        }
        return Arrays.copyOf(decisions, fails);
    }

    private void plainest(int[] decisions) throws InterruptedException {
        for (int i = decisions.length - 1; i >= 0 && runs < MOST_RUNS; i--) {
            int[] fewer = decisions.clone();
            fewer[i] = Replay.PLAIN;
            if (fails(fewer)) {
                decisions[i] = Replay.PLAIN;
            }
        }
    }

    private boolean fails(int[] decisions) throws InterruptedException {
        runs++;
        Run.Outcome outcome = Run.of(best.schedule().seed(), new Replay(decisions), settings, body);
        if (outcome.failure() == null || !signature(outcome).equals(signature)) {
            return false;
        }
        if (outcome.schedule().stepCount() <= best.schedule().stepCount()) {
            best = outcome;
        }
        return true;
    }

    /** What two failures have in common that are the same: their kind, and their message but for its numbers. */
    private static String signature(Run.Outcome outcome) {
        Throwable failure = outcome.failure();
        if (failure == null) {
            return "";
        }
        String kind = failure.getClass().getName();
        boolean listsGoroutines = failure instanceof DeadlockError || failure instanceof LeakError;
        String message = listsGoroutines ? "" : String.valueOf(failure.getMessage());
        return kind + message.replaceAll("@[0-9a-f]+|[0-9]+", "#");
    }
}
