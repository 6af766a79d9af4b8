package dev.sluice.thumbs.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.thumbs.file.RawPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ListerTest {
    private final List<Candidate> found = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private Selection selection = Selection.DEFAULT;
    private long linkedFolders;
    private Path photos;
    private Path out;

    @BeforeEach
    void folders(@TempDir Path folder) {
        photos = folder.resolve("photos");
        out = folder.resolve("out");
    }

    @Test
    void lists_a_tree_with_names_relative_to_the_named_folder() throws Exception {
        touch("a.jpg");
        touch("2024/b.jpg");
        touch("2024/may/c.txt");

        list(photos.toString());

        assertThat(names()).containsExactlyInAnyOrder("a.jpg", "2024/b.jpg", "2024/may/c.txt");
        assertThat(found)
                .noneMatch(Candidate::named)
                .allMatch(candidate -> Files.exists(Path.of(candidate.original().toString())));
    }

    @Test
    void a_file_that_is_named_directly_has_its_file_name() throws Exception {
        Path photo = touch("2024/b.jpg");

        list(photo.toString());

        assertThat(found).containsExactly(new Candidate(new FileOriginal(photo), Path.of("b.jpg"), true));
    }

    @Test
    void a_link_to_a_file_is_that_file_under_the_name_of_the_link() throws Exception {
        Path photo = touch("a.jpg");
        Files.createSymbolicLink(photos.resolve("link.jpg"), photo);

        list(photos.toString());

        assertThat(names()).containsExactlyInAnyOrder("a.jpg", "link.jpg");
    }

    @Test
    void links_to_folders_are_passed_over_so_a_cycle_ends() throws Exception {
        touch("sub/a.jpg");
        Files.createSymbolicLink(photos.resolve("sub/up"), photos);
        Files.createSymbolicLink(photos.resolve("again"), photos.resolve("sub"));

        list(photos.toString());

        assertThat(names()).containsExactly("sub/a.jpg");
        assertThat(linkedFolders).isEqualTo(2);
    }

    @Test
    void a_link_to_a_folder_is_followed_where_it_is_named() throws Exception {
        touch("sub/a.jpg");
        Path link = Files.createSymbolicLink(photos.resolveSibling("link"), photos.resolve("sub"));

        list(link.toString());

        assertThat(names()).containsExactly("a.jpg");
    }

    @Test
    void links_that_lead_nowhere_are_left_to_those_who_open_them() throws Exception {
        Files.createDirectories(photos);
        Files.createSymbolicLink(photos.resolve("gone.jpg"), photos.resolve("nothing"));
        Files.createSymbolicLink(photos.resolve("self.jpg"), photos.resolve("self.jpg"));

        list(photos.toString());

        assertThat(names()).containsExactlyInAnyOrder("gone.jpg", "self.jpg");
    }

    @Test
    void passes_over_the_output_folder_also_through_another_path() throws Exception {
        touch("a.jpg");
        touch("small/a.jpg");
        out = photos.resolve("../photos/small");

        list(photos.toString());

        assertThat(names()).containsExactly("a.jpg");
    }

    @Test
    void passes_over_part_files_and_what_macos_leaves_beside_photos() throws Exception {
        touch("a.jpg");
        touch("._a.jpg");
        touch(".sluice-123-abc.part");

        list(photos.toString());

        assertThat(names()).containsExactly("a.jpg");
    }

    @Test
    void hidden_folders_and_those_of_disk_stations_are_listed_only_if_asked_for() throws Exception {
        touch("a.jpg");
        touch(".hidden/b.jpg");
        touch("sub/@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg");
        touch(".c.jpg");

        list(photos.toString());

        assertThat(names()).containsExactlyInAnyOrder("a.jpg", ".c.jpg");
        found.clear();
        selection = new Selection(true, List.of());

        list(photos.toString());

        assertThat(names())
                .containsExactlyInAnyOrder(
                        "a.jpg", ".c.jpg", ".hidden/b.jpg", "sub/@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg");
    }

    @Test
    void a_hidden_folder_that_is_named_is_listed() throws Exception {
        touch(".hidden/b.jpg");

        list(photos.resolve(".hidden").toString());

        assertThat(names()).containsExactly("b.jpg");
    }

    @Test
    void patterns_leave_out_names_and_with_a_slash_paths() throws Exception {
        for (String name : List.of("a.jpg", "a.tif", "raw/b.jpg", "2024/raw/c.jpg", "2024/d.jpg", "2023/2024/e.jpg")) {
            touch(name);
        }
        selection = new Selection(false, List.of("*.tif", "raw/", "2024/*.jpg"));

        list(photos.toString());

        assertThat(names()).containsExactlyInAnyOrder("a.jpg", "2023/2024/e.jpg");
    }

    @Test
    void a_list_by_zeros_names_files_with_line_breaks_and_with_bytes_that_are_no_text() throws Exception {
        Path broken = touch("two\nlines.jpg");
        byte[] prefix = (photos + "/").getBytes(StandardCharsets.UTF_8);
        var list = new ByteArrayOutputStream();
        list.writeBytes((broken + "\0").getBytes(StandardCharsets.UTF_8));
        for (int b : new int[] {0xfe, 0xff}) {
            var name = new ByteArrayOutputStream();
            name.writeBytes(prefix);
            name.write(b);
            name.writeBytes(".jpg".getBytes(StandardCharsets.UTF_8));
            Files.createFile(RawPath.of(name.toByteArray()));
            list.writeBytes(name.toByteArray());
            list.write(0);
        }

        lister(new ByteArrayInputStream(list.toByteArray()), Lister.Separator.ZERO)
                .list(List.of("-"), finds());

        assertThat(failures).isEmpty();
        assertThat(found)
                .hasSize(3)
                .noneMatch(candidate -> ((FileOriginal) candidate.original()).isGone())
                .extracting(candidate -> candidate.original().id())
                .doesNotHaveDuplicates();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void the_listing_has_one_folder_open_at_a_time_however_deep_they_are() throws Exception {
        Path deep = photos;
        for (int level = 0; level < 300; level++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        Files.createFile(deep.resolve("a.jpg"));
        long[] most = {0};
        long before = openFiles();

        lister(InputStream.nullInputStream(), Lister.Separator.LINE).list(List.of(photos.toString()), new Recorder() {
            @Override
            public void found(Candidate candidate) {
                super.found(candidate);
                most[0] = openFiles();
            }
        });

        assertThat(found).hasSize(1);
        assertThat(most[0] - before).isLessThan(100);
        Files.delete(deep.resolve("a.jpg"));
        for (int level = 300; level > 0; level--) {
            Files.delete(photos.resolve("d/".repeat(level))); // JUnit would take minutes for it
        }
    }

    @Test
    void lists_what_standard_input_names_and_skips_blank_lines() throws Exception {
        Path photo = touch("a.jpg");
        touch("sub/b.jpg");
        String lines = photo + "\n\n" + photos.resolve("sub") + "\n" + photos.resolve("gone.jpg") + "\r\n";

        lister(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), Lister.Separator.LINE)
                .list(List.of("-"), finds());

        assertThat(names()).containsExactly("a.jpg", "b.jpg", "gone.jpg");
    }

    @Test
    void standard_input_that_fails_is_a_failure() throws Exception {
        InputStream broken = InputStream.nullInputStream();
        broken.close();

        lister(broken, Lister.Separator.LINE).list(List.of("-"), finds());

        assertThat(failures).containsExactly("standard input: Stream closed");
    }

    @Test
    void a_folder_that_vanishes_is_a_failure_and_the_others_go_on() throws Exception {
        touch("a/1.jpg");
        touch("b/2.jpg");
        lister(InputStream.nullInputStream(), Lister.Separator.LINE).list(List.of(photos.toString()), new Recorder() {
            @Override
            public void found(Candidate candidate) {
                super.found(candidate);
                deleteOther(candidate);
            }

            @Override
            public void failed(String place, String reason) {
                super.failed(Path.of(place).getFileName().toString(), reason);
            }
        });

        assertThat(found).hasSize(1);
        assertThat(failures)
                .singleElement()
                .asString()
                .matches("[ab]: (can't be listed: )?there is no such file \\(any more\\)");
    }

    @Test
    void an_interrupt_ends_the_listing() throws Exception {
        touch("a.jpg");

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> list(photos.toString())).isInstanceOf(InterruptedException.class);
    }

    @Test
    void the_listing_is_never_further_ahead_than_its_channel_allows() throws Exception {
        int files = 1_000_000;
        int capacity = 100;
        var channel = Channel.<Candidate>buffered(capacity);
        var sent = new AtomicLong();
        long received = 0;
        long furthestAhead = 0;

        try (var scope = Scope.open()) {
            scope.go(() -> {
                lister(new Paths(files), Lister.Separator.LINE).list(List.of("-"), new Recorder() {
                    @Override
                    public void found(Candidate candidate) {
                        try {
                            channel.send(candidate);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        sent.incrementAndGet();
                    }
                });
                channel.close();
            });
            for (Candidate _ : channel) {
                received++;
                furthestAhead = Math.max(furthestAhead, sent.get() - received);
            }
            scope.join();
        }

        assertThat(received).isEqualTo(files);
        assertThat(furthestAhead).isLessThanOrEqualTo(capacity);
    }

    @Test
    void a_census_counts_what_is_listed() throws Exception {
        touch("a.jpg");
        touch("sub/b.txt");
        touch("small/a.jpg");
        out = photos.resolve("small");
        var census = new Census(sources(), List.of(photos.toString(), "gone.jpg"));
        assertThat(census.total()).isEmpty();

        census.take();

        assertThat(census.total()).isEqualTo(OptionalLong.of(3));
    }

    @Test
    void a_census_of_standard_input_has_no_total() throws Exception {
        var census = new Census(sources(), List.of("-"));

        census.take();

        assertThat(census.total()).isEmpty();
    }

    private void list(String... inputs) throws Exception {
        lister(InputStream.nullInputStream(), Lister.Separator.LINE).list(List.of(inputs), finds());
    }

    private Lister lister(InputStream standardInput, Lister.Separator separator) {
        return new Lister(sources(), standardInput, separator);
    }

    private Sources sources() {
        return new Sources() {
            @Override
            public Source of(String input) {
                return of(Path.of(input));
            }

            @Override
            public Source of(Path path) {
                return new FolderSource(path, folder -> isSame(folder, out), selection);
            }
        };
    }

    private static boolean isSame(Path folder, Path other) {
        try {
            return Files.exists(other) && Files.isSameFile(folder, other);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Finds finds() {
        return new Recorder();
    }

    private static long openFiles() {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private class Recorder implements Finds {
        @Override
        public void found(Candidate candidate) {
            found.add(candidate);
        }

        @Override
        public void failed(String place, String reason) {
            failures.add(place + ": " + reason);
        }

        @Override
        public void passedLinkedFolder() {
            linkedFolders++;
        }
    }

    private List<String> names() {
        return found.stream().map(candidate -> candidate.name().toString()).toList();
    }

    private Path touch(String name) throws IOException {
        Path file = photos.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        return Files.createFile(file);
    }

    private void deleteOther(Candidate candidate) {
        boolean first = candidate.name().startsWith("a");
        try {
            Files.delete(photos.resolve(first ? "b/2.jpg" : "a/1.jpg"));
            Files.delete(photos.resolve(first ? "b" : "a"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many lines, each a path that doesn't exist, made as they are read. */
    private static final class Paths extends InputStream {
        private static final byte[] LINE = "nowhere/1234567.jpg\n".getBytes(StandardCharsets.US_ASCII);

        private long left;

        Paths(int lines) {
            left = (long) lines * LINE.length;
        }

        @Override
        public int read() {
            return left == 0 ? -1 : LINE[(int) (LINE.length - 1 - --left % LINE.length)];
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int count = (int) Math.min(length, left);
            for (int i = 0; i < count; i++) {
                bytes[offset + i] = (byte) read();
            }
            return count == 0 ? -1 : count;
        }
    }
}
