package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of files and streams as items, also where their bytes aren't valid. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class PipelineLinesTest {
    @TempDir
    private Path folder;

    private Path file(byte[]... parts) throws IOException {
        Path file = folder.resolve("names.txt");
        Files.write(file, bytes(parts));
        return file;
    }

    private static byte[] bytes(byte[]... parts) {
        var all = new java.io.ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final byte[] LATIN = {'c', 'a', 'f', (byte) 0xe9};

    @Test
    void a_malformed_byte_ends_the_run_and_names_the_file_and_the_line() throws IOException {
        Path file = file(utf8("tea\nmilk\n"), LATIN, utf8("\nwater\n"));

        assertThatThrownBy(() -> Pipeline.lines(file).toList().run(IOException.class))
                .isInstanceOf(CharacterCodingException.class)
                .hasMessage("line 3 of " + file + " is not valid UTF-8")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Object::toString)
                        .contains("in stage lines, at item 3: caf\ufffd"));
    }

    @Test
    void a_line_with_a_malformed_byte_is_data_for_a_handler() throws IOException, InterruptedException {
        Path file = file(utf8("tea\n"), LATIN, utf8("\nwater"), LATIN, utf8("\n"), LATIN);
        List<FailedItem> bad = new ArrayList<>();

        List<String> lines = Pipeline.lines(file)
                .deadLetter(CharacterCodingException.class, bad::add)
                .toList()
                .run();

        assertThat(lines).containsExactly("tea");
        assertThat(bad).extracting(FailedItem::place).containsExactly(2L, 3L, 4L);
        assertThat(bad).extracting(FailedItem::item).containsExactly("caf\ufffd", "watercaf\ufffd", "caf\ufffd");
        assertThat(bad).extracting(FailedItem::stage).containsOnly("lines");
    }

    @Test
    void a_line_with_a_malformed_byte_can_be_passed_on_all_the_same() throws IOException, InterruptedException {
        Path file = file(utf8("tea\n"), LATIN, utf8("\nwater\n"));

        assertThat(Pipeline.lines(file)
                        .onError(failed -> failed.item().toString())
                        .toList()
                        .run())
                .containsExactly("tea", "caf\ufffd", "water");
    }

    @Test
    void a_stream_is_read_like_a_file() throws InterruptedException {
        List<FailedItem> bad = new ArrayList<>();
        var in = new ByteArrayInputStream(bytes(utf8("tea\n"), LATIN, utf8("\nwater\n")));

        assertThat(Pipeline.lines(in).deadLetter(bad::add).toList().run()).containsExactly("tea", "water");
        assertThat(bad)
                .extracting(FailedItem::failure)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("line 2 of the input stream is not valid UTF-8"));
    }

    @Test
    void a_charset_can_be_given() throws IOException, InterruptedException {
        Path file = file(LATIN, utf8("\n"), LATIN);

        assertThat(Pipeline.lines(file, StandardCharsets.ISO_8859_1).toList().run())
                .containsExactly("café", "café");
        assertThat(Pipeline.lines(new ByteArrayInputStream(LATIN), StandardCharsets.ISO_8859_1)
                        .toList()
                        .run())
                .containsExactly("café");
    }

    @Test
    void a_file_that_ends_in_the_middle_of_a_character_has_a_bad_last_line() throws IOException {
        Path file = file(utf8("tea\nwater"), new byte[] {(byte) 0xe2, (byte) 0x82});

        assertThatThrownBy(() -> Pipeline.lines(file).toList().run(IOException.class))
                .hasMessage("line 2 of " + file + " is not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16", "ISO-8859-1", "windows-1252"})
    void lines_are_those_of_a_buffered_reader(String name) throws IOException {
        Charset charset = Charset.forName(name);
        var random = new Random(7);
        String[] ends = {"\n", "\r", "\r\n", "", "\n\n", "\r\r\n"};
        for (int round = 0; round < 300; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                text.append("aé".repeat(random.nextInt(3) == 0 ? random.nextInt(9_000) : random.nextInt(3)))
                        .append(ends[random.nextInt(ends.length)]);
            }
            List<String> expected = new BufferedReader(new StringReader(text.toString()))
                    .lines()
                    .toList();

            var reader = new LineReader(inPieces(text.toString().getBytes(charset), random), charset);

            for (String line : expected) {
                assertThat(reader.readLine()).isEqualTo(new LineReader.Line(line, true));
            }
            assertThat(reader.readLine()).isNull();
            assertThat(reader.readLine()).isNull();
        }
    }

    /** A stream that gives a few bytes at a time, as one from a network does. */
    private static InputStream inPieces(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(length, 1 + random.nextInt(5_000)));
            }
        };
    }

    @Test
    void a_file_that_isnt_there_ends_the_run() {
        assertThatThrownBy(() -> Pipeline.lines(folder.resolve("none"))
                        .deadLetter(_ -> {})
                        .toList()
                        .run(IOException.class))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none");
    }
}
