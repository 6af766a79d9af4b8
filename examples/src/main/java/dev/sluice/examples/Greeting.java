package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.Task;
import java.time.Duration;
import java.time.Instant;

/**
 * A greeting and a farewell are made at the same time. The greeting has a deadline of its own, and one without the
 * other is of no use.
 */
final class Greeting {
    private static final Duration LOOK_UP = Duration.ofMinutes(1);

    private Greeting() {}

    public static void main(String... args) throws InterruptedException {
        IO.println("the look-up of a language takes " + LOOK_UP.toSeconds() + " s, the greeting has 50 ms");
        both();
        patient();
    }

    private static void both() throws InterruptedException {
        try (var scope = Scope.open().named("letter")) {
            Task<String> greeting = scope.go("greeting", Greeting::greeting);
            Task<String> farewell = scope.go("farewell", () -> "goodbye " + language());
            try {
                scope.join();
                IO.println(greeting.await() + ", " + farewell.await());
            } catch (DeadlineExceededException e) {
                IO.println("no letter: " + e.getMessage());
                IO.println("greeting: " + greeting.state() + ", farewell: " + farewell.state());
            }
        }
    }

    /** Its deadline isn't the farewell's. But its failure is: it cancels the scope that both are in. */
    private static String greeting() throws InterruptedException {
        try (var scope = Scope.open().named("in-time").deadline(Duration.ofMillis(50))) {
            Task<String> language = scope.go("language", Greeting::language);
            scope.join();
            return "hello " + language.await();
        }
    }

    private static String language() throws InterruptedException {
        Channel.after(LOOK_UP).receive();
        return "world";
    }

    /** Who knows how long he will need can look at the deadline, and needn't begin. */
    private static void patient() {
        try (var context = Context.background().withTimeout(Duration.ofMillis(50))) {
            Instant deadline = context.deadline();
            boolean hopeless = deadline != null && Instant.now().plus(LOOK_UP).isAfter(deadline);
            IO.println(hopeless ? "a look at the deadline: not even tried" : "a look at the deadline: worth a try");
        }
    }
}
