package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole programs with a known output, as Go tests its channels by: a sieve, a ring, and power series. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class ProgramsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void a_prime_sieve_finds_the_first_hundred_primes(int capacity) throws InterruptedException {
        var primes = new ArrayList<Integer>();

        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> candidates = produce(scope, capacity, i -> i + 2);
            while (primes.size() < 100) {
                int prime = candidates.receive();
                primes.add(prime);
                ReceiveChannel<Integer> in = candidates;
                Channel<Integer> out = Channel.buffered(capacity);
                scope.go("without-" + prime, () -> {
                    for (int each : in) {
                        if (each % prime != 0) {
                            out.send(each);
                        }
                    }
                });
                candidates = out;
            }
            scope.cancel();
        }

        assertThat(primes).startsWith(2, 3, 5, 7, 11, 13).endsWith(523, 541);
        assertThat(primes.stream().mapToInt(each -> each).sum()).isEqualTo(24_133);
    }

    @Test
    void a_token_goes_round_a_ring_of_503_goroutines() throws InterruptedException {
        int nodes = 503;
        var links = new ArrayList<Channel<Integer>>();
        for (int i = 0; i < nodes; i++) {
            links.add(Channel.unbuffered());
        }
        Channel<Integer> last = Channel.unbuffered();

        try (var scope = Scope.open()) {
            for (int i = 0; i < nodes; i++) {
                int node = i;
                scope.go("node", () -> {
                    for (int hopsLeft : links.get(node)) {
                        if (hopsLeft == 0) {
                            last.send(node + 1);
                        } else {
                            links.get((node + 1) % nodes).send(hopsLeft - 1);
                        }
                    }
                });
            }
            links.getFirst().send(1_000);

            assertThat(last.receive()).isEqualTo(498);
            links.forEach(Channel::close);
            scope.join();
        }
    }

    @Test
    void power_series_multiply_term_by_term() throws InterruptedException {
        try (var scope = Scope.open()) {
            var geometric = produce(scope, 0, _ -> Fraction.ONE);
            var again = produce(scope, 0, _ -> Fraction.ONE);
            var exp = produce(scope, 0, i -> Fraction.of(BigInteger.ONE, factorial(i)));
            var inverse = produce(scope, 0, i -> Fraction.of(BigInteger.valueOf(i % 2 == 0 ? 1 : -1), factorial(i)));

            List<Fraction> square = take(product(scope, geometric, again), 12);
            List<Fraction> one = take(product(scope, exp, inverse), 12);

            assertThat(square)
                    .map(Fraction::toString)
                    .startsWith("1", "2", "3", "4")
                    .endsWith("11", "12");
            assertThat(one.getFirst()).isEqualTo(Fraction.ONE);
            assertThat(one.subList(1, 12)).containsOnly(Fraction.ZERO);
            scope.cancel();
        }
    }

    /** The series whose i-th coefficient this is. */
    private static <T> ReceiveChannel<T> produce(Scope scope, int capacity, IntFunction<T> coefficient)
            throws InterruptedException {
        Channel<T> series = Channel.buffered(capacity);
        scope.go("series", () -> {
            for (int i = 0; ; i++) {
                series.send(coefficient.apply(i));
            }
        });
        return series;
    }

    /**
     * The product of two series: with f = f0 + x f', and g likewise, it is f0 g0 + x (f0 g' + g0 f' + x f' g'). Each term asks
     * for one more goroutine that multiplies the rest.
     */
    private static ReceiveChannel<Fraction> product(Scope scope, ReceiveChannel<Fraction> f, ReceiveChannel<Fraction> g)
            throws InterruptedException {
        Channel<Fraction> product = Channel.unbuffered();
        scope.go("product", () -> {
            Fraction f0 = f.receive();
            Fraction g0 = g.receive();
            product.send(f0.times(g0));
            List<Channel<Fraction>> restOfF = split(scope, f);
            List<Channel<Fraction>> restOfG = split(scope, g);
            ReceiveChannel<Fraction> rest = null;
            while (true) {
                Fraction sum = f0.times(restOfG.get(0).receive())
                        .plus(g0.times(restOfF.get(0).receive()));
                product.send(rest == null ? sum : sum.plus(rest.receive()));
                if (rest == null) {
                    rest = product(scope, restOfF.get(1), restOfG.get(1));
                }
            }
        });
        return product;
    }

    /** Two copies of a series, of which one may be ahead of the other by a few terms. */
    private static List<Channel<Fraction>> split(Scope scope, ReceiveChannel<Fraction> series)
            throws InterruptedException {
        List<Channel<Fraction>> copies = List.of(Channel.buffered(32), Channel.buffered(32));
        scope.go("split", () -> {
            for (Fraction each : series) {
                copies.get(0).send(each);
                copies.get(1).send(each);
            }
        });
        return copies;
    }

    private static List<Fraction> take(ReceiveChannel<Fraction> series, int terms) throws InterruptedException {
        var taken = new ArrayList<Fraction>();
        while (taken.size() < terms) {
            taken.add(series.receive());
        }
        return taken;
    }

    private static BigInteger factorial(int n) {
        return n == 0 ? BigInteger.ONE : BigInteger.valueOf(n).multiply(factorial(n - 1));
    }

    private record Fraction(BigInteger over, BigInteger under) {
        static final Fraction ZERO = of(BigInteger.ZERO, BigInteger.ONE);
        static final Fraction ONE = of(BigInteger.ONE, BigInteger.ONE);

        static Fraction of(BigInteger over, BigInteger under) {
            BigInteger common = over.gcd(under);
            return new Fraction(over.divide(common), under.divide(common));
        }

        Fraction times(Fraction other) {
            return of(over.multiply(other.over), under.multiply(other.under));
        }

        Fraction plus(Fraction other) {
            return of(over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
        }

        @Override
        public String toString() {
            return under.equals(BigInteger.ONE) ? over.toString() : over + "/" + under;
        }
    }
}
