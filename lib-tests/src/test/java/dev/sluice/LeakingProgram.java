package dev.sluice;

import dev.sluice.testkit.Eventually;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A program that leaks three goroutines at one place and one at another, in a scope that doesn't ask; for a JVM of its own. */
final class LeakingProgram {
    private static final int LEAKS = 4;
    private static final int PLACES = 2;

    private LeakingProgram() {}

    /** The program. The argument says whether leaks will be found: it goes on until they all are. */
    public static void main(String[] arguments) throws InterruptedException {
        var logged = new CountDownLatch(PLACES);
        Logger log = Logger.getLogger("dev.sluice.leaks"); // kept: the JDK would forget its handler
        log.setUseParentHandlers(false);
        log.addHandler(new Printing(logged));
        boolean finds = Boolean.parseBoolean(arguments[0]);
        try (var scope = Scope.open().named("program").collectAll()) {
            for (int i = 1; i < LEAKS; i++) {
                leakOften(scope);
            }
            leakOnce(scope);
            awaitAllParkedOrFound();
            long found = Sluice.leaks().found();
            while (finds && found < LEAKS) {
                found = Sluice.leaks().found();
            }
            System.out.println("found " + found);
            if (finds) {
                logged.await();
                scope.join();
            }
        } catch (DeadlockException thrown) {
            System.out.println("joined, and " + (1 + thrown.getSuppressed().length) + " are told of");
        }
    }

    /** Who hasn't parked yet is reachable, however often one collects. One of the JVM's own collections may come first. */
    private static void awaitAllParkedOrFound() throws InterruptedException {
        Eventually.becomes(
                () -> Leaks.found() + Sluice.snapshot().waiting() == LEAKS, () -> "all park in\n" + Sluice.dump());
    }

    private static void leakOften(Scope scope) throws InterruptedException {
        scope.go("often", () -> Channel.unbuffered().receive());
    }

    private static void leakOnce(Scope scope) throws InterruptedException {
        scope.go("once", () -> Channel.unbuffered().receive());
    }

    private static final class Printing extends Handler {
        private final CountDownLatch logged;

        Printing(CountDownLatch logged) {
            this.logged = logged;
        }

        @Override
        public void publish(LogRecord entry) {
            System.out.println(entry.getLevel() + " " + entry.getMessage());
            logged.countDown();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
