package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.ChannelClosedException;
import dev.sluice.Scope;
import dev.sluice.Task;

/** A goroutine that sends to a channel without receivers waits for ever: a leak, if nothing limits its life. */
final class LeakingWriter {
    private LeakingWriter() {}

    public static void main(String... args) throws InterruptedException {
        cancelling();
        scope();
    }

    /** The first cure: a receiver that leaves says so. */
    private static void cancelling() throws InterruptedException {
        Channel<Integer> numbers = Channel.named("numbers").unbuffered();
        Thread writer = Thread.startVirtualThread(() -> {
            try {
                count(numbers);
            } catch (ChannelClosedException | InterruptedException e) {
                IO.println("the writer has ended: " + e.getMessage());
            }
        });
        IO.println(numbers.receive() + ", " + numbers.receive() + ", that will do");
        IO.println("no receiver is left, and the writer lives: " + writer.isAlive()); // it would until the program ends

        numbers.cancel();
        writer.join();
    }

    /** The second cure, which needs no receiver: a goroutine belongs to a block, and doesn't outlive it. */
    private static void scope() throws InterruptedException {
        Channel<Integer> numbers = Channel.unbuffered();
        Task<?> writer;
        try (var scope = Scope.open()) {
            writer = scope.go(() -> count(numbers));
            IO.println(numbers.receive() + ", " + numbers.receive() + ", that will do");
        }
        IO.println("the block has ended, and the writer is " + writer.state());
    }

    private static void count(Channel<Integer> numbers) throws InterruptedException {
        for (int number = 1; ; number++) {
            numbers.send(number);
        }
    }
}
