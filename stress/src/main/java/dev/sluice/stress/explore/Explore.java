package dev.sluice.stress.explore;

import dev.sluice.stress.explore.Explorations.Finding;
import dev.sluice.testkit.Schedule;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program {@code ./sluice explore}. */
@Command(
        name = "explore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs each operation of the core against each other on one object, three goroutines at once, and switches"
                    + " between them inside of the operations. What operations that take place one after the other"
                    + " can't bring about is printed, with the seed that replays it.",
            "Without arguments it takes about half an hour on two cores."
        },
        footer = {
            "",
            "Examples:",
            "  ./sluice explore                               everything",
            "  ./sluice explore semaphore barrier             two kinds of objects",
            "  ./sluice explore --seeds 9000 --goroutines 2   each pair, in many more schedules"
        })
public final class Explore implements Callable<Integer> {
    /** What is looked into: the library, without what is exchanged in a bubble. */
    private static final String[] INSIDE = {"dev.sluice"};

    @Parameters(paramLabel = "KIND", arity = "0..*", description = "the kinds of objects; all without any")
    private List<String> kinds = new ArrayList<>();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1000",
            description = "schedules of each combination (${DEFAULT-VALUE})")
    private int seeds;

    @Option(
            names = "--goroutines",
            paramLabel = "N",
            defaultValue = "3",
            description = "operations at once (${DEFAULT-VALUE})")
    private int goroutines;

    @Option(names = "--list", description = "list the kinds of objects with their operations, and do nothing")
    private boolean list;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws InterruptedException {
        List<Subject<?>> subjects = chosen();
        if (subjects.isEmpty()) {
            return 2;
        }
        if (list) {
            subjects.forEach(subject -> out.println(subject.name() + ": "
                    + String.join(
                            ", ",
                            subject.operations().stream()
                                    .map(Subject.Operation::name)
                                    .toList())));
            return 0;
        }
        out.printf("%-20s %12s %12s %12s %14s %8s%n", "kind", "combinations", "schedules", "distinct", "steps", "time");
        var findings = new ArrayList<Finding>();
        for (Subject<?> subject : subjects) {
            findings.addAll(explore(subject));
        }
        out.println(findings.isEmpty() ? "Nothing was found." : "Found: " + findings.size() + ".");
        return findings.isEmpty() ? 0 : 1;
    }

    private List<Subject<?>> chosen() {
        List<Subject<?>> all = Subjects.all();
        List<String> names = all.stream().map(Subject::name).toList();
        for (String kind : kinds) {
            if (!names.contains(kind)) {
                System.err.println("There is no kind \"" + kind + "\"; expected one of " + String.join(", ", names));
                return List.of();
            }
        }
        return kinds.isEmpty()
                ? all
                : all.stream().filter(each -> kinds.contains(each.name())).toList();
    }

    private List<Finding> explore(Subject<?> subject) throws InterruptedException {
        long start = System.nanoTime();
        var explorations = new Explorations(seeds, INSIDE);
        var findings = new ArrayList<Finding>();
        List<? extends Scenario<?>> scenarios = subject.scenarios(goroutines);
        for (Scenario<?> each : scenarios) {
            explorations.explore(each).ifPresent(findings::add);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        out.printf(
                "%-20s %,12d %,12d %,12d %,14d %6d s%n",
                subject.name(),
                scenarios.size(),
                explorations.schedules(),
                explorations.distinct(),
                explorations.steps(),
                time.toSeconds());
        findings.forEach(this::print); // at once: a long run may be stopped
        return findings;
    }

    private void print(Finding finding) {
        out.printf("%n%s%n  seed %d: %s%n", finding.scenario(), finding.seed(), finding.what());
        if (finding.schedule() != null) {
            print(finding.schedule().steps());
        }
    }

    /** Of what one goroutine does without another one in between, the first and the last step. */
    private void print(List<Schedule.Step> steps) {
        boolean left = false;
        for (int i = 0; i < steps.size(); i++) {
            Schedule.Step step = steps.get(i);
            boolean first = i == 0 || !steps.get(i - 1).goroutine().equals(step.goroutine());
            boolean last =
                    i == steps.size() - 1 || !steps.get(i + 1).goroutine().equals(step.goroutine());
            if (first || last) {
                out.printf("  %-16s %-45s %s%n", step.goroutine(), step.what(), step.place());
            } else if (!left) {
                out.println("  …");
            }
            left = !first && !last;
        }
    }
}
