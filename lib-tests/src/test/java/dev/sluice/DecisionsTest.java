package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The index of the decisions has a line for each record. With {@code -Dsluice.docs.update=true} it is brought up to date; without,
 * it has to be.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
class DecisionsTest {
    private static final Path FOLDER = Path.of("../docs/decisions");
    private static final Path INDEX = FOLDER.resolve("README.md");
    private static final String HEAD = "|---|---|---|\n";

    private static final Pattern RECORD =
            Pattern.compile("# (?<number>\\d+)\\. (?<title>.+)\n\nStatus: (?<status>.+)\n\n");
    private static final Pattern STATUS =
            Pattern.compile("accepted|(accepted, in part )?superseded by (?<by>\\d{4})(, \\d{4})*");

    private record Decision(String file, String title, String status) {
        static Decision read(Path file) throws IOException {
            Matcher record = RECORD.matcher(Files.readString(file));
            String name = file.getFileName().toString();
            assertThat(record.lookingAt())
                    .as(name
                            + " begins with \"# N. Title\" and \"Status: accepted\", each with an empty line behind it")
                    .isTrue();
            assertThat(name).startsWith("%04d-".formatted(Integer.parseInt(record.group("number"))));
            return new Decision(name, record.group("title"), record.group("status"));
        }

        String number() {
            return file.substring(0, 4);
        }

        String line() {
            return "| [" + number() + "](" + file + ") | " + title + " | " + status + " |";
        }
    }

    @Test
    void the_index_has_a_line_for_each_record() throws IOException {
        List<Decision> decisions = decisions();
        List<String> lines = decisions.stream().map(Decision::line).toList();
        String index = Files.readString(INDEX);
        int table = index.indexOf(HEAD) + HEAD.length();
        if (Boolean.getBoolean("sluice.docs.update")) {
            index = index.substring(0, table) + String.join("\n", lines) + "\n";
            Files.writeString(INDEX, index);
        }

        assertThat(index.substring(table).lines())
                .as("the lines of docs/decisions/README.md, which -Dsluice.docs.update=true brings up to date")
                .containsExactlyElementsOf(lines);
    }

    @Test
    void no_two_records_have_one_number() throws IOException {
        assertThat(decisions().stream().map(Decision::number)).doesNotHaveDuplicates();
    }

    @Test
    void a_status_says_which_record_came_instead() throws IOException {
        List<Decision> decisions = decisions();
        Set<String> numbers = decisions.stream().map(Decision::number).collect(Collectors.toSet());
        for (Decision each : decisions) {
            Matcher status = STATUS.matcher(each.status);
            assertThat(status.matches())
                    .as(each.file + " has the status \"" + each.status + "\"")
                    .isTrue();
            if (status.group("by") != null) {
                assertThat(numbers).as(each.file + ": " + each.status).contains(status.group("by"));
            }
        }
    }

    private static List<Decision> decisions() throws IOException {
        var decisions = new ArrayList<Decision>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(each -> !each.equals(INDEX)).sorted().toList()) {
                decisions.add(Decision.read(file));
            }
        }
        assertThat(decisions).isNotEmpty();
        return decisions;
    }
}
