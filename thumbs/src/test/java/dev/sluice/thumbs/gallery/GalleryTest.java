package dev.sluice.thumbs.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class GalleryTest {
    private static final Pattern ADDRESS = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    private static final List<String> HOSTILE_NAMES = List.of(
            "<img src=x onerror=\"document.title='owned'\">.jpg",
            "\"><script>document.title='owned'<.jpg",
            "javascript:document.title='owned'.jpg",
            "a' onclick='document.title=`owned`.jpg",
            "&lt;&#60;&amp;.jpg",
            "100%20 #1? ü 日本 \\.jpg",
            "a\nb\u001b[2J\u202egpj.jpg",
            "..jpg");

    private Path photos;
    private Path out;

    @BeforeEach
    void folders(@TempDir Path folder) throws IOException {
        photos = Files.createDirectories(folder.resolve("my photos"));
        out = Files.createDirectories(folder.resolve("out"));
    }

    @Test
    void shows_the_thumbnails_by_folders_in_order() throws IOException {
        Gallery gallery = Gallery.in(out);
        for (String name : List.of("b/2.jpg", "z.jpg", "a.jpg", "b/1.jpg")) {
            gallery.add(Path.of(name), Path.of(name), photos.resolve(name));
        }

        String page = Files.readString(gallery.write());

        assertThat(addresses(page))
                .containsExactly(
                        "./../my%20photos/a.jpg", "./a.jpg",
                        "./../my%20photos/z.jpg", "./z.jpg",
                        "./../my%20photos/b/1.jpg", "./b/1.jpg",
                        "./../my%20photos/b/2.jpg", "./b/2.jpg");
        assertThat(page).containsOnlyOnce("<h2>").contains("<h2>b</h2>", "<p>4 photos</p>");
    }

    @Test
    void a_click_shows_the_largest_thumbnail_or_else_the_photo_where_browsers_can_show_that() throws IOException {
        Gallery several = Gallery.in(out);
        several.add(Path.of("256/a.jpg"), Path.of("1024/a.jpg"), null);
        assertThat(addresses(Files.readString(several.write()))).containsExactly("./1024/a.jpg", "./256/a.jpg");

        Gallery one = Gallery.in(out);
        one.add(Path.of("a.tif.jpg"), Path.of("a.tif.jpg"), photos.resolve("a.tif"));
        assertThat(addresses(Files.readString(one.write()))).containsExactly("./a.tif.jpg", "./a.tif.jpg");
    }

    @Test
    void every_name_leads_to_its_file() throws IOException {
        var expected = new ArrayList<Path>();
        Gallery gallery = Gallery.in(out);
        var files = new ArrayList<Path>();
        HOSTILE_NAMES.forEach(name -> files.add(Path.of(name)));
        files.add(Path.of(URI.create("file:///not%FFtext.jpg")).getFileName());
        files.add(Path.of("tmp/etc/x.jpg")); // folders that the root has too
        for (Path file : files) {
            Path photo = photos.resolve(file);
            Path thumbnail = out.resolve(file);
            for (Path each : List.of(photo, thumbnail)) {
                Files.createDirectories(each.getParent());
                Files.write(each, new byte[] {1});
                expected.add(each);
            }
            gallery.add(file, file, photo);
        }

        Path page = gallery.write();

        List<Path> linked = addresses(Files.readString(page)).stream()
                .map(address -> page.toUri().resolve(unescaped(address)))
                .map(uri -> Path.of(URI.create("file://" + uri.getRawPath()))) // with one slash Java loses bytes
                .toList();
        assertThat(linked).allSatisfy(file -> assertThat(file).exists()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void no_name_becomes_markup_or_a_scheme() throws IOException {
        String page = Files.readString(hostile());

        assertThat(page.split("<script")).hasSize(2);
        assertThat(page.split("<img")).hasSize(HOSTILE_NAMES.size() + 2);
        assertThat(page).doesNotContainPattern("[^\\P{Cntrl}\n]").doesNotContain("\u202e");
        assertThat(addresses(page)).allMatch(address -> address.startsWith("./"));
    }

    @Test
    void a_browser_runs_nothing_that_a_name_brings_in() throws Exception {
        Optional<Path> chromium = chromium();
        assumeTrue(chromium.isPresent(), "needs a Chromium; on Debian: apt-get install chromium");

        Process browser = new ProcessBuilder(
                        chromium.orElseThrow().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + out.resolveSibling("browser"),
                        "--dump-dom",
                        hostile().toUri().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String page = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(page).contains("<title>out</title>").doesNotContain("<title>owned");
        assertThat(page.split("<li>")).hasSize(HOSTILE_NAMES.size() + 1);
        assertThat(page.split("<script")).hasSize(2);
    }

    @Test
    void a_page_of_somebody_else_is_never_replaced_and_one_of_ours_is() throws IOException {
        Gallery.in(out).write();
        Path page = Gallery.in(out).write();
        Gallery late = Gallery.in(out);
        Files.writeString(page, "<html>my home page</html>");

        assertThatThrownBy(() -> Gallery.in(out))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exists and isn't a gallery");
        assertThatThrownBy(late::write).isInstanceOf(IOException.class);
        assertThat(page).hasContent("<html>my home page</html>");
        assertThat(out).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void says_how_many_are_left_out_of_a_page_that_would_be_too_long() throws IOException {
        Gallery gallery = Gallery.in(out);
        for (int i = 0; i < Gallery.MOST_PHOTOS + 3; i++) {
            gallery.add(Path.of(i + ".jpg"), Path.of(i + ".jpg"), null);
        }

        String page = Files.readString(gallery.write());

        assertThat(addresses(page)).hasSize(2 * Gallery.MOST_PHOTOS);
        assertThat(page).contains("<p>50003 photos</p>", "3 more aren’t shown");
    }

    private Path hostile() throws IOException {
        Gallery gallery = Gallery.in(out);
        for (String name : HOSTILE_NAMES) {
            gallery.add(Path.of(name), Path.of(name), photos.resolve(name));
        }
        return gallery.write();
    }

    private static List<String> addresses(String page) {
        return ADDRESS.matcher(page).results().map(result -> result.group(1)).toList();
    }

    private static String unescaped(String attribute) {
        return attribute.replace("&#39;", "'").replace("&amp;", "&");
    }

    private static Optional<Path> chromium() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
