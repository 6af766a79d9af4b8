package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExampleTest
class ExamplesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "-h", "help"})
    void lists_all_examples_where_none_is_named(String args) throws Exception {
        try (var output = Output.capture()) {
            Examples.main(args.isEmpty() ? new String[0] : new String[] {args});

            assertThat(output.text().lines())
                    .contains("  prime-sieve        a goroutine for each prime (argument: how many)")
                    .hasSize(Example.values().length + 3);
        }
    }

    @Test
    void runs_the_one_that_is_named_with_the_other_arguments() throws Exception {
        try (var output = Output.capture()) {
            Examples.main("prime-sieve", "4");

            assertThat(output.text()).isEqualTo("[2, 3, 5, 7]\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prim-seive | there is no example named prim-seive; did you mean prime-sieve?",
                "gzip       | there is no example named gzip; did you mean pipe-gzip?",
                "leak       | there is no example named leak; did you mean leaking-reader or leaking-writer?",
                "zzzzzzzzz  | there is no example named zzzzzzzzz; ./sluice examples lists them"
            })
    void says_what_an_unknown_name_is_near_to(String name, String message) {
        assertThat(Examples.unknown(name)).isEqualTo(message);
    }

    @Test
    void each_example_has_a_class_and_a_test_of_its_name() {
        assertThat(Arrays.stream(Example.values()).map(ExamplesTest::className))
                .allSatisfy(name -> assertThat(Class.forName(name)).isNotNull())
                .allSatisfy(name -> assertThat(Class.forName(name + "Test")).hasAnnotations(ExampleTest.class));
    }

    /** The class of PRIME_SIEVE is PrimeSieve. */
    private static String className(Example example) {
        var name = new StringBuilder(Example.class.getPackageName()).append('.');
        for (String word : example.id().split("-", -1)) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }
}
