package dev.sluice.stress.explore;

import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Explorer;
import dev.sluice.testkit.Limits;
import dev.sluice.testkit.Schedule;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what a scenario shows only if goroutines are stopped inside of its operations.
 *
 * <p>Schedules that switch at operations only say what may come of a scenario: there, each operation takes place at once or waits. An
 * outcome that no such schedule has is wrong, or an operation isn't atomic that promises no more; either is worth a look.
 */
final class Explorations {
    /** How many schedules are tried at most before an outcome counts as one that operations alone don't have. */
    private static final int MOST = 20_000;

    private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]+");

    private final Explorer atOperations;
    private final Explorer inside;
    private final int seeds;
    private final Set<Long> distinct = new HashSet<>();
    private long schedules;
    private long steps;

    /**
     * @param seeds how many schedules of each kind a scenario gets
     */
    Explorations(int seeds, String... names) {
        this.seeds = seeds;
        var limits = Limits.DEFAULT.steps(200_000);
        this.atOperations = Bubble.atOperations().limits(limits);
        this.inside = Bubble.inside(names).limits(limits);
    }

    /**
     * What was found.
     *
     * @param seed replays it
     * @param what the outcome, or the failure
     * @param schedule how it came about, as far as it is known
     */
    record Finding(
            Scenario<?> scenario,
            long seed,
            String what,
            @Nullable Schedule schedule) {}

    /** What came of one run. */
    private record Outcome(String what, @Nullable Schedule schedule) {}

    Optional<Finding> explore(Scenario<?> scenario) throws InterruptedException {
        var allowed = new HashSet<String>();
        for (long seed = 1; seed <= seeds; seed++) {
            allowed.add(run(atOperations, seed, scenario).what());
        }
        for (long seed = 1; seed <= seeds; seed++) {
            Outcome outcome = run(inside, seed, scenario);
            count(outcome);
            if (!allowed.contains(outcome.what()) && !isAllowed(scenario, outcome.what(), allowed)) {
                return Optional.of(new Finding(scenario, seed, outcome.what(), shrunk(scenario, (int) seed, allowed)));
            }
        }
        return Optional.empty();
    }

    /** Looks longer for a schedule of operations with this outcome. */
    private boolean isAllowed(Scenario<?> scenario, String outcome, Set<String> allowed) throws InterruptedException {
        for (long seed = seeds + 1L; seed <= MOST && !allowed.contains(outcome); seed++) {
            allowed.add(run(atOperations, seed, scenario).what());
        }
        return allowed.contains(outcome);
    }

    /** The shortest schedule found with such an outcome. */
    private @Nullable Schedule shrunk(Scenario<?> scenario, int seeds, Set<String> allowed)
            throws InterruptedException {
        try {
            inside.explore(seeds, () -> {
                if (!allowed.contains(scenario.run())) {
                    throw new IllegalStateException("not allowed");
                }
            });
            return null;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            return Schedule.of(e);
        }
    }

    private static Outcome run(Explorer explorer, long seed, Scenario<?> scenario) throws InterruptedException {
        var outcome = new String[1];
        try {
            Schedule schedule = explorer.run(seed, () -> outcome[0] = scenario.run());
            return new Outcome(outcome[0], schedule);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            return new Outcome(e.getClass().getSimpleName() + " " + firstLine(e), Schedule.of(e));
        }
    }

    private static String firstLine(Throwable failure) {
        String line = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return IDENTITY.matcher(line).replaceAll("");
    }

    private void count(Outcome outcome) {
        schedules++;
        if (outcome.schedule() != null) {
            distinct.add(outcome.schedule().hash());
            steps += outcome.schedule().stepCount();
        }
    }

    long schedules() {
        return schedules;
    }

    int distinct() {
        return distinct.size();
    }

    long steps() {
        return steps;
    }
}
