package dev.sluice.consumer;

import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.Sluice;
import dev.sluice.flow.Channels;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.inspect.Snapshot;
import dev.sluice.io.Pipe;
import dev.sluice.resilience.Backoff;
import dev.sluice.resilience.Retry;
import dev.sluice.sync.WaitGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Does a little of what each exported package is for, and prints what came of it. */
final class Consumer {
    private Consumer() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        try (var scope = Scope.open().named("consumer")) {
            IO.println("flow: " + sumOfSquares(scope));
            IO.println("function and resilience: " + tried(() -> 42));
            IO.println("inspect: " + scopesSeen());
            IO.println("io: " + throughAPipe(scope, "text"));
            IO.println("sync: " + counted(scope));
            scope.join();
        }
    }

    private static int sumOfSquares(Scope scope) throws InterruptedException {
        ReceiveChannel<Integer> numbers = Channels.generate(scope, 1, 2, 3);
        int sum = 0;
        for (int square : Channels.map(scope, numbers, each -> each * each)) {
            sum += square;
        }
        return sum;
    }

    private static <T> T tried(CheckedSupplier<T, RuntimeException> supplier) throws InterruptedException {
        T alone = supplier.get();
        T tried = Retry.with(Backoff.fixed(Duration.ZERO)).call(supplier);
        if (!alone.equals(tried)) {
            throw new IllegalStateException(alone + " became " + tried);
        }
        return tried;
    }

    private static String scopesSeen() {
        Snapshot snapshot = Sluice.snapshot();
        return snapshot.toString().contains("consumer") ? "the scope" : "nothing";
    }

    private static String throughAPipe(Scope scope, String text) throws IOException, InterruptedException {
        Pipe pipe = Pipe.buffered(16);
        scope.go(() -> {
            try (var out = pipe.output()) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        });
        try (var in = pipe.input()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String counted(Scope scope) throws InterruptedException {
        var group = new WaitGroup();
        group.add(2);
        scope.go(group::countDown);
        scope.go(group::countDown);
        group.await();
        return "two are done";
    }
}
