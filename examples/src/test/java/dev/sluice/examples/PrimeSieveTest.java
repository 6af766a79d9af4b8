package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class PrimeSieveTest {
    @Test
    void a_chain_of_goroutines_finds_primes() throws Exception {
        assertThat(Output.of("prime-sieve")).isEqualTo("""
                        [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97]
                        """);
    }
}
