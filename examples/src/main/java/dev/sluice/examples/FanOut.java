package dev.sluice.examples;

import static dev.sluice.flow.Channels.fanOut;
import static dev.sluice.flow.Channels.filter;
import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.merge;

import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import java.math.BigInteger;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** A slow stage is divided among several goroutines, and what comes out of them is merged into one channel again. */
final class FanOut {
    private static final int BRANCHES = 4;

    /** Whether 2^exponent - 1 is a prime, which takes the longer the greater it is. */
    private record Tested(int exponent, boolean isPrime) {}

    private FanOut() {}

    public static void main(String... args) throws InterruptedException {
        IO.println("2^n - 1 is a prime for n = " + exponents(1, 600));
    }

    static Set<Integer> exponents(int from, int to) throws InterruptedException {
        var found = new TreeSet<Integer>(); // they come as they are ready, in no order
        try (var scope = Scope.open()) {
            var candidates = generate(scope, IntStream.rangeClosed(from, to).iterator());
            var branches = fanOut(scope, candidates, BRANCHES, FanOut::test); // each candidate goes to one of them
            ReceiveChannel<Tested> tested = merge(scope, branches); // ends when all of them have
            for (Tested each : filter(scope, tested, Tested::isPrime)) {
                found.add(each.exponent);
            }
            scope.join();
        }
        return found;
    }

    private static Tested test(int exponent) {
        BigInteger number = BigInteger.TWO.pow(exponent).subtract(BigInteger.ONE);
        return new Tested(exponent, number.isProbablePrime(40));
    }
}
