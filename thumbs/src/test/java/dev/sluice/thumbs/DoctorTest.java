package dev.sluice.thumbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.thumbs.image.Findings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class DoctorTest {
    private static String told(Findings findings) {
        var bytes = new ByteArrayOutputStream();
        new Doctor(findings, new PrintStream(bytes, true, StandardCharsets.UTF_8)).run();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void says_what_is_missing_and_the_command_that_installs_it() {
        var findings = new Findings(
                Map.of("vips", "not found; looked for libvips.so.42"),
                List.of("JPEG", "PNG"),
                List.of("JPEG", "PNG"),
                List.of("reading HEIC", "writing WebP"),
                false);

        assertThat(told(findings))
                .contains("vips   not found; looked for libvips.so.42")
                .contains("reads  JPEG, PNG")
                .contains("not    reading HEIC, writing WebP")
                .contains("sudo apt install libvips42 libturbojpeg0")
                .contains("sudo dnf install")
                .contains("brew install vips jpeg-turbo");
    }

    @Test
    void says_so_if_nothing_is_missing() {
        var findings = new Findings(Map.of("vips", "libvips 8"), List.of("JPEG"), List.of("JPEG"), List.of(), true);

        assertThat(told(findings)).contains("Nothing is missing.").doesNotContain("install");
    }

    @Test
    void looks_at_this_machine() {
        assertThat(told(Findings.ofThisMachine())).contains("turbo", "vips", "jdk    Java 2", "reads  JPEG, PNG, GIF");
    }
}
