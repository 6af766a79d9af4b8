package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class DocumentsTest {
    private static final Documents OURS = new Documents(Path.of(".."));

    @ParameterizedTest
    @EnumSource
    void the_documents_show_what_the_reports_beside_them_say(Group group) throws IOException {
        String section = Documents.between(Files.readString(Path.of("..").resolve(group.document())), group);

        if (Files.exists(OURS.reportOf(group))) {
            Report report = Report.read(OURS.reportOf(group));
            assertThat(section).isEqualTo(Documents.section(group, report));
            if (Charts.of(group, report.lines()).isPresent()) {
                assertThat(OURS.chartOf(group))
                        .hasContent(Charts.of(group, report.lines()).get());
            }
        } else {
            assertThat(section).as("figures without a report").doesNotContain("|");
        }
    }

    @Test
    void a_report_replaces_what_its_group_had_and_nothing_else(@TempDir Path home) throws IOException {
        var documents = new Documents(home);
        Path document = home.resolve(Group.CHANNELS.document());
        Files.createDirectories(document.getParent());
        Files.writeString(document, """
                before
                <!-- bench:channels -->
                old
                <!-- /bench:channels -->
                after
                <!-- bench:contexts -->
                not measured
                <!-- /bench:contexts -->
                """);

        documents.write(Figures.report(Figures.pingPong()));
        documents.write(Figures.report(Figures.pingPong()));

        assertThat(document)
                .content()
                .startsWith("before\n<!-- bench:channels -->\n\n![channels](performance/channels.svg)\n\n|  | Sluice |")
                .contains(
                        "2.50 (2.00–3.00)", "`./sluice bench --docs` on 2026-11-21: 3 processors; a JDK; Sluice 1.2.3.")
                .doesNotContain("old")
                .endsWith(
                        "<!-- /bench:channels -->\nafter\n<!-- bench:contexts -->\nnot measured\n<!-- /bench:contexts -->\n");
        assertThat(home.resolve("docs/performance/channels.svg")).exists();
        assertThat(Report.read(home.resolve("docs/performance/channels.json")).lines())
                .hasSize(1);
    }

    @Test
    void a_document_without_the_markers_is_an_error_that_names_them() {
        assertThatThrownBy(() -> Documents.replaced("nothing", Group.PAYS, "x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "docs/when-concurrency-pays.md lacks the lines <!-- bench:pays --> and <!-- /bench:pays -->");
    }
}
