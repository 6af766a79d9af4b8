package dev.sluice.stress.explore;

import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Some operations at once on one new object, each in a goroutine of its own. What comes of it is each one's result, or that it
 * waits; and then all are cancelled, and have to end.
 *
 * @param subject makes the object
 * @param operations what the goroutines do
 */
record Scenario<T>(Subject<T> subject, List<Subject.Operation<T>> operations) {
    /** Runs it once; to be called in a bubble. */
    String run() throws Exception {
        var results = new String[operations.size()];
        Arrays.fill(results, "waits");
        String outcome;
        try (var around = Scope.open().collectAll()) {
            T object = subject.make(around);
            for (int i = 0; i < results.length; i++) {
                int number = i;
                around.go(() -> {
                    results[number] = result(operations.get(number), object);
                });
            }
            Bubble.settle();
            outcome = String.join(", ", results) + "; " + subject.state(object);
            around.cancel();
        }
        return outcome;
    }

    private static <T> String result(Subject.Operation<T> operation, T object) {
        try {
            return String.valueOf(operation.call().apply(object));
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    @Override
    public String toString() {
        return subject.name() + ": "
                + operations.stream().map(Subject.Operation::name).collect(Collectors.joining(" | "));
    }
}
