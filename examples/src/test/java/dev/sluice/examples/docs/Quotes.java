package dev.sluice.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Java code of a page, which is quoted from the sources and tests of this module. A comment in front of a block says what it
 * quotes:
 *
 * <ul>
 *   <li>{@code <!-- example: Type.method -->}: a method;
 *   <li>{@code <!-- body: Type.method -->}: what stands between the braces of a method;
 *   <li>{@code <!-- imports: Type -->}: what a file imports of this library;
 *   <li>{@code <!-- file: src/main/java/com/example/Type.java -->}: a file.
 * </ul>
 *
 * With {@code -Dsluice.docs.update=true} the page is brought up to date; without, it has to be.
 */
public final class Quotes {
    private static final String FENCE = "```";
    private static final Pattern QUOTE = Pattern.compile(
            "(<!-- (?<kind>example|body|imports|file): (?<what>\\S+) -->\n" + FENCE + "java\n)(?<code>.*?)" + FENCE
                    + "\n",
            Pattern.DOTALL);

    private final Path page;

    private Quotes(Path page) {
        this.page = page;
    }

    /** Compares what a page quotes with the sources, and returns the page without it. */
    public static String check(Path page) {
        return new Quotes(page).check();
    }

    private String check() {
        String text = read(page);
        if (Boolean.getBoolean("sluice.docs.update")) {
            text = QUOTE.matcher(text)
                    .replaceAll(quote -> Matcher.quoteReplacement(quote.group(1) + quoted(quote) + FENCE + "\n"));
            write(text);
        }
        List<MatchResult> quotes = QUOTE.matcher(text).results().toList();
        assertThat(quotes).as("the quotes in %s", page).isNotEmpty();
        for (MatchResult quote : quotes) {
            assertThat(quote.group("code"))
                    .as("quoted in %s, which -Dsluice.docs.update=true brings up to date", page)
                    .isEqualTo(quoted(quote));
        }
        String others = QUOTE.matcher(text).replaceAll("");
        assertThat(others)
                .as("code of %s that isn't quoted", page)
                .doesNotContain(FENCE + "java")
                .doesNotContain("<!-- example:")
                .doesNotContain("<!-- body:")
                .doesNotContain("<!-- imports:");
        return others;
    }

    private String quoted(MatchResult quote) {
        String what = quote.group("what");
        String kind = quote.group("kind");
        if (kind.equals("file")) {
            return read(Path.of(what));
        }
        if (kind.equals("imports")) {
            return text(imports(source(what)));
        }
        int dot = what.indexOf('.');
        assertThat(dot).as("%s: a quote names Type.method: %s", page, what).isPositive();
        List<String> method = method(source(what.substring(0, dot)), what.substring(dot + 1));
        return kind.equals("example") ? text(method) : text(body(method));
    }

    private static List<String> imports(Path file) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith("import dev.sluice.") || line.startsWith("import static dev.sluice."))
                .toList();
    }

    /** The first method of that name: from its annotations to the brace that stands below the beginning of its first line. */
    private static List<String> method(Path file, String name) {
        List<String> lines = read(file).lines().toList();
        var declaration = Pattern.compile(" {4}\\w[^=;]* " + name + "\\(.*");
        int first = 0;
        while (first < lines.size() && !declaration.matcher(lines.get(first)).matches()) {
            first++;
        }
        assertThat(first).as("the line in which %s declares %s", file, name).isLessThan(lines.size());
        int last = first + lines.subList(first, lines.size()).indexOf("    }");
        while (lines.get(first - 1).startsWith("    @")) {
            first--;
        }
        return lines.subList(first, last + 1);
    }

    private static List<String> body(List<String> method) {
        int first = 0;
        while (!method.get(first).endsWith("{")) {
            first++;
        }
        return method.subList(first + 1, method.size() - 1);
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines).stripIndent() + "\n";
    }

    private static Path source(String type) {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<Path> found =
                    files.filter(file -> file.endsWith(type + ".java")).toList();
            assertThat(found).as("the files named %s.java", type).hasSize(1);
            return found.getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("can't read " + file, e);
        }
    }

    private void write(String text) {
        try {
            Files.writeString(page, text);
        } catch (IOException e) {
            throw new AssertionError("can't write " + page, e);
        }
    }
}
