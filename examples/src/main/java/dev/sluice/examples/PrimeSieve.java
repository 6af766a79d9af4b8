package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * The prime sieve with which Go was introduced: a chain of goroutines, each of which lets pass what its prime doesn't
 * divide.
 */
final class PrimeSieve {
    private PrimeSieve() {}

    public static void main(String... args) throws InterruptedException {
        IO.println(primes(args.length > 0 ? Integer.parseInt(args[0]) : 25));
    }

    static List<Integer> primes(int count) throws InterruptedException {
        var primes = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> numbers = numbersFromTwo(scope);
            while (primes.size() < count) {
                int prime = numbers.receive(); // the first that all primes before it have let pass
                primes.add(prime);
                numbers = without(scope, prime, numbers);
            }
        }
        return primes;
    }

    private static ReceiveChannel<Integer> numbersFromTwo(Scope scope) throws InterruptedException {
        Channel<Integer> numbers = Channel.unbuffered();
        scope.go(() -> {
            for (int i = 2; ; i++) {
                numbers.send(i);
            }
        });
        return numbers;
    }

    private static ReceiveChannel<Integer> without(Scope scope, int prime, ReceiveChannel<Integer> in)
            throws InterruptedException {
        Channel<Integer> out = Channel.unbuffered();
        scope.go(() -> {
            for (int each : in) {
                if (each % prime != 0) {
                    out.send(each);
                }
            }
        });
        return out;
    }
}
