package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
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
    private static final Path EXAMPLES = Path.of("src/main/java/dev/sluice/examples");
    private static final String FENCE = "```";

    /** A comment that names a method, and the code below it. */
    private static final Pattern QUOTE = Pattern.compile(
            "(<!-- example: (?<type>\\w+)\\.(?<method>\\w+) -->\n" + FENCE + "java\n)(?<code>.*?)" + FENCE + "\n",
            Pattern.DOTALL);

    @Test
    void all_code_is_quoted_from_the_examples() throws IOException {
        if (Boolean.getBoolean("sluice.docs.update")) {
            Files.writeString(PAGE, QUOTE.matcher(Files.readString(PAGE)).replaceAll(PatternsDocTest::update));
        }
        String page = Files.readString(PAGE);

        List<MatchResult> quotes = QUOTE.matcher(page).results().toList();
        assertThat(quotes).isNotEmpty();
        for (MatchResult quote : quotes) {
            assertThat(quote.group("code"))
                    .as("quoted in docs/patterns.md, which -Dsluice.docs.update=true brings up to date")
                    .isEqualTo(quoted(quote));
        }
        assertThat(QUOTE.matcher(page).replaceAll("")).doesNotContain(FENCE).doesNotContain("<!-- example:");
    }

    private static String update(MatchResult quote) {
        return Matcher.quoteReplacement(quote.group(1) + quoted(quote) + FENCE + "\n");
    }

    private static String quoted(MatchResult quote) {
        return method(quote.group("type"), quote.group("method"));
    }

    /** The first method of that name: from its first line to the brace that stands below the beginning of that. */
    private static String method(String type, String name) {
        List<String> lines = lines(EXAMPLES.resolve(type + ".java"));
        var declaration = Pattern.compile(" {4}\\w[^=;]* " + name + "\\(.*");
        int first = 0;
        while (first < lines.size() && !declaration.matcher(lines.get(first)).matches()) {
            first++;
        }
        assertThat(first).as("the line in which " + type + " declares " + name).isLessThan(lines.size());
        int last = first + lines.subList(first, lines.size()).indexOf("    }");
        return String.join("\n", lines.subList(first, last + 1)).stripIndent() + "\n";
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError("can't read " + file, e);
        }
    }

    @Test
    void every_example_is_named() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Arrays.stream(Example.values()).map(Example::id))
                .allSatisfy(id -> assertThat(page).contains("`" + id + "`"));
    }

    @Test
    void links_within_the_page_lead_to_headings() throws IOException {
        String page = Files.readString(PAGE);

        List<String> anchors = page.lines()
                .filter(line -> line.startsWith("#"))
                .map(line ->
                        line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();
        Stream<String> links =
                Pattern.compile("\\]\\(#([^)]*)\\)").matcher(page).results().map(link -> link.group(1));

        assertThat(anchors).isNotEmpty().containsAll(links.toList());
    }
}
