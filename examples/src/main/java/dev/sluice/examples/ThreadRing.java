package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.Scope;
import java.util.List;
import java.util.stream.IntStream;

/** A token goes round a ring of goroutines; each subtracts one from it, and the one that finds zero is printed. */
final class ThreadRing {
    private static final int NODES = 503;

    private ThreadRing() {}

    public static void main(String... args) throws InterruptedException {
        int token = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        IO.println("after " + token + " passes the token is with " + pass(token));
    }

    static int pass(int token) throws InterruptedException {
        List<Channel<Integer>> links = IntStream.range(0, NODES)
                .mapToObj(_ -> Channel.<Integer>unbuffered())
                .toList();
        Channel<Integer> winner = Channel.unbuffered();
        try (var scope = Scope.open()) {
            for (int i = 0; i < NODES; i++) {
                int node = i;
                scope.go("node", () -> {
                    Channel<Integer> next = links.get((node + 1) % NODES);
                    for (int left : links.get(node)) {
                        if (left == 0) {
                            winner.send(node + 1);
                        } else {
                            next.send(left - 1);
                        }
                    }
                });
            }
            links.getFirst().send(token);
            return winner.receive();
        } // cancels all 503
    }
}
