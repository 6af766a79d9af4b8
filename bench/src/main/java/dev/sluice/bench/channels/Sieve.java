package dev.sluice.bench.channels;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Goroutines;
import dev.sluice.bench.peer.Line;
import dev.sluice.bench.peer.Peer;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does a program take that does little but communicate? The prime sieve that every Go programmer knows: a goroutine and an
 * unbuffered channel for each prime, which lets pass what it doesn't divide. The figure is for the whole program.
 */
@Question(group = Group.CHANNELS, order = 12, name = "sieve", title = "prime sieve, the first {primes}", few = true)
@State(Scope.Benchmark)
public class Sieve {
    private static final Map<Integer, Integer> NTH_PRIME = Map.of(20, 71, 2_000, 17_389);

    @Param({"SLUICE", "JOX", "KOTLIN", "SYNCHRONOUS_QUEUE"})
    private Peer peer;

    @Param("2000")
    private int primes;

    @Benchmark
    public long last() throws InterruptedException {
        long last = peer == Peer.KOTLIN ? KotlinChannels.sieve(primes) : sieve();
        return Check.equal(last, Objects.requireNonNull(NTH_PRIME.get(primes)));
    }

    private long sieve() throws InterruptedException {
        try (var goroutines = peer.goroutines()) {
            Line candidates = peer.line(0);
            startSource(goroutines, candidates);
            for (int found = 1; ; found++) {
                int prime = candidates.receive();
                if (found == primes) {
                    return prime;
                }
                candidates = startFilter(goroutines, candidates, prime);
            }
        }
    }

    private static void startSource(Goroutines goroutines, Line out) throws InterruptedException {
        goroutines.go(() -> {
            for (int i = 2; ; i++) {
                out.send(i);
            }
        });
    }

    private Line startFilter(Goroutines goroutines, Line in, int prime) throws InterruptedException {
        Line out = peer.line(0);
        goroutines.go(() -> {
            while (true) {
                Integer each = in.receive();
                if (each % prime != 0) {
                    out.send(each);
                }
            }
        });
        return out;
    }
}
