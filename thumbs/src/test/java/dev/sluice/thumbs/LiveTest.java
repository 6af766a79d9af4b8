package dev.sluice.thumbs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.observe.LivePage;
import dev.sluice.thumbs.report.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class LiveTest {
    @TempDir
    private Path folder;

    private static byte[] get(URI uri) throws IOException {
        try (InputStream in = uri.toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    private static JsonNode panels(LivePage page) throws IOException {
        return new ObjectMapper().readTree(get(page.uri().resolve("look"))).path("panels");
    }

    @Test
    void shows_the_latest_thumbnails_that_are_files_and_the_latest_failures() throws IOException {
        Path thumbnail = Files.write(folder.resolve("a b.jpg"), "a thumbnail".getBytes(UTF_8));
        var live = new Live();
        try (LivePage page = live.start(0, false)) {
            for (int i = 0; i < 100; i++) {
                live.made(Journal.Made.of("holidays/photo " + i, List.of(thumbnail, "other"), 10, 5, false));
                live.failed("broken " + i, "it is empty");
            }
            live.made(Journal.Made.of("in a bucket", List.of("s3://small/a"), 10, 5, false));

            JsonNode pictures = panels(page).get(0).path("pictures");
            JsonNode failures = panels(page).get(1).path("rows");

            assertThat(pictures).hasSize(24);
            assertThat(pictures.get(0).path("caption").asText()).isEqualTo("photo 99");
            assertThat(get(page.uri().resolve(pictures.get(0).path("src").asText())))
                    .isEqualTo("a thumbnail".getBytes(UTF_8));
            assertThat(failures.get(0).toString()).isEqualTo("[\"broken 99\",\"it is empty\"]");
        }
    }

    @Test
    void says_where_the_page_is_and_takes_what_follows_for_an_input_unless_it_is_a_number() throws IOException {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        Files.write(photos.resolve("a.jpg"), new byte[] {1});

        Program program = Program.run("--out", folder.resolve("out"), "--no-progress", "--live", photos);

        assertThat(program.err()).contains("The live page is at http://127.0.0.1:");
        assertThat(program.status()).isEqualTo(1); // the photo was found, and is broken
    }

    @Test
    void a_port_that_is_none_is_told() {
        Program program = Program.run(folder, "--out", folder.resolve("out"), "--live", "70000");

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.err()).startsWith("--live must be from 0 to 65535, was 70000");
    }
}
