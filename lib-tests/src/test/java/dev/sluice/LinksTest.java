package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each relative link of the documents leads to a file that exists, and each anchor to a heading. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
class LinksTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern FENCED = Pattern.compile("^ *```.*?^ *```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\((?<target>[^)\\s]+)\\)");
    private static final Pattern ABSOLUTE = Pattern.compile("[a-z]+:.*");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} (?<title>.+)$", Pattern.MULTILINE);

    @Test
    void every_relative_link_leads_somewhere() throws IOException {
        var broken = new ArrayList<String>();
        int links = 0;
        for (Path page : pages()) {
            String prose = INLINE_CODE
                    .matcher(FENCED.matcher(Files.readString(page)).replaceAll(""))
                    .replaceAll("");
            for (var link : LINK.matcher(prose).results().toList()) {
                String target = link.group("target");
                if (!ABSOLUTE.matcher(target).matches()) {
                    links++;
                    if (!exists(page, target)) {
                        broken.add(page + ": " + target);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(100);
    }

    @Test
    void anchors_are_those_of_the_pages_where_they_are_shown() {
        assertThat(anchors("# What isn't `done()`, and why\n## A\n## A\n## x_y: 2–3"))
                .containsExactlyInAnyOrder("what-isnt-done-and-why", "a", "a-1", "x_y-23");
    }

    private static List<Path> pages() throws IOException {
        var pages = new ArrayList<Path>();
        for (Path folder : List.of(ROOT.resolve("docs"), ROOT.resolve("samples"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        try (Stream<Path> files = Files.list(ROOT)) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    private static boolean exists(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        return Files.exists(file)
                && (hash < 0 || anchors(Files.readString(file)).contains(target.substring(hash + 1)));
    }

    /** The anchors that GitHub gives to headings: lower case, hyphens for spaces, and no punctuation but hyphens and underscores. */
    private static Set<String> anchors(String page) {
        var anchors = new HashSet<String>();
        Map<String, Integer> seen = new HashMap<>();
        for (var heading :
                HEADING.matcher(FENCED.matcher(page).replaceAll("")).results().toList()) {
            String anchor = heading.group("title")
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }
}
