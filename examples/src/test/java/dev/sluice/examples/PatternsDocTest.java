package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.docs.Quotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page of patterns quotes methods of the examples. With {@code -Dsluice.docs.update=true} it is brought up to date;
 * without, it has to be.
 */
@ExampleTest
class PatternsDocTest {
    private static final Path PAGE = Path.of("../docs/patterns.md");
    private static final String FENCE = "```";

    @Test
    void all_code_is_quoted_from_the_examples() {
        assertThat(Quotes.check(PAGE)).doesNotContain(FENCE);
    }

    @Test
    void every_example_is_named() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Arrays.stream(Example.values()).map(Example::id))
                .allSatisfy(id -> assertThat(page).contains("`" + id + "`"));
    }

    @Test
    void every_pattern_has_a_picture() throws IOException {
        List<String> sections = Pattern.compile("(?m)^(?=#{2,3} )")
                .splitAsStream(Files.readString(PAGE))
                .skip(1)
                .toList();

        assertThat(sections)
                .filteredOn(
                        section -> !section.startsWith("## Whole programs") && !section.startsWith("## Anti-patterns"))
                .hasSizeGreaterThan(25)
                .allSatisfy(section -> assertThat(section)
                        .containsOnlyOnce("](patterns/"
                                + anchor(section.lines().findFirst().orElseThrow()) + ".svg)"));
    }

    @Test
    void links_within_the_page_lead_to_headings() throws IOException {
        String page = Files.readString(PAGE);

        List<String> anchors = page.lines()
                .filter(line -> line.startsWith("#"))
                .map(PatternsDocTest::anchor)
                .toList();
        Stream<String> links =
                Pattern.compile("\\]\\(#([^)]*)\\)").matcher(page).results().map(link -> link.group(1));

        assertThat(anchors).isNotEmpty().containsAll(links.toList());
    }

    private static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-');
    }
}
