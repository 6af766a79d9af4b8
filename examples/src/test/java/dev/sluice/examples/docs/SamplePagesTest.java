package dev.sluice.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of the pages about other frameworks and languages stands in their samples, which are compiled and tested. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class SamplePagesTest {
    private static final Pattern CODE =
            Pattern.compile("```(?:java|kotlin|xml|properties)\n(?<code>.*?)```\n", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"kotlin", "spring-boot"})
    void all_code_of_the_page_is_in_the_sample(String name) throws IOException {
        List<String> sources = sources(Path.of("../neighbours", name));

        List<String> blocks = CODE.matcher(Files.readString(Path.of("../docs", name + ".md")))
                .results()
                .map(block -> withoutIndentation(block.group("code")))
                .toList();

        assertThat(blocks)
                .hasSizeGreaterThan(3)
                .allSatisfy(block -> assertThat(sources)
                        .anySatisfy(source -> assertThat(source).contains(block)));
    }

    private static List<String> sources(Path sample) throws IOException {
        try (Stream<Path> files = Files.walk(sample.resolve("src"))) {
            return Stream.concat(files.filter(Files::isRegularFile), Stream.of(sample.resolve("pom.xml")))
                    .map(SamplePagesTest::read)
                    .map(SamplePagesTest::withoutIndentation)
                    .toList();
        }
    }

    private static String withoutIndentation(String code) {
        return code.replaceAll("(?m)^ +", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
