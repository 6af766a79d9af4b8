package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Task;

/** A goroutine that receives from a channel without senders waits for ever: a leak, if nothing limits its life. */
final class LeakingReader {
    private LeakingReader() {}

    public static void main(String... args) throws InterruptedException {
        closing();
        scope();
    }

    /** The first cure: the sender closes the channel. */
    private static void closing() throws InterruptedException {
        Channel<String> lines = Channel.unbuffered();
        Thread reader = Thread.startVirtualThread(() -> lines.forEach(IO::println));

        IO.println("no sender is left, and the reader lives: " + reader.isAlive()); // it would until the program ends

        lines.close();
        reader.join();
        IO.println("closed, and the reader lives: " + reader.isAlive());
    }

    /** The second cure, which needs no sender: a goroutine belongs to a block, and doesn't outlive it. */
    private static void scope() throws InterruptedException {
        Channel<String> lines = Channel.unbuffered();
        Task<?> reader;
        try (var scope = Scope.open()) {
            reader = scope.go(() -> lines.forEach(IO::println));
        }
        IO.println("the block has ended, and the reader is " + reader.state());
    }
}
