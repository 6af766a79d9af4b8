package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged photos do no harm to a process with native decoders in it: no crash, no hang, no memory beyond the limit.
 *
 * <p>A sample of what {@code -Dsluice.mutants=10000} tries of each format.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(value = 3, unit = TimeUnit.HOURS)
class MutantsTest {
    private static final int MUTANTS = Integer.getInteger("sluice.mutants", 60);
    private static final int FIRST_SEED = Integer.getInteger("sluice.mutants.seed", 1);
    private static final long SECONDS_A_MUTANT = 2;

    /** Beyond the heap of 128 MB: what the JVM, the libraries and one picture of 4 megapixels take. */
    private static final long MOST_RESIDENT_KIB = 900 * 1024;

    @TempDir
    private Path folder;

    static List<String> backends() {
        return TestBackends.names();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void no_mutant_crashes_or_hangs(String backend) throws Exception {
        Path trace = folder.resolve("trace");
        Path output = folder.resolve("output");
        var words = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                "-Djava.awt.headless=true",
                "-Dsluice.mutants.trace=" + trace,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Mutants.class.getName(),
                backend,
                "" + MUTANTS,
                "" + FIRST_SEED));
        photos(backend).forEach(photo -> words.add(photo.toString()));
        Process child = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        long peak = 0;
        try {
            long end = System.nanoTime()
                    + TimeUnit.SECONDS.toNanos(
                            60 + SECONDS_A_MUTANT * MUTANTS * photos(backend).size());
            while (!child.waitFor(100, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, residentKib(child));
                assertThat(System.nanoTime())
                        .as("the time, with %s", told(trace))
                        .isLessThan(end);
            }
        } finally {
            child.destroyForcibly();
        }

        String said = Files.readString(output, StandardCharsets.UTF_8);
        System.out.print(said);
        System.out.printf("%s: a peak of %d MB in memory%n", backend, peak / 1024);
        assertThat(child.exitValue())
                .as("%s; the last mutant was %s", said, told(trace))
                .isZero();
        assertThat(peak).as("resident memory in KiB").isLessThan(MOST_RESIDENT_KIB);
    }

    private static String told(Path trace) throws IOException {
        return Files.exists(trace) ? Files.readString(trace) : "none";
    }

    /** The most memory that a process has had, where the system says so. */
    private static long residentKib(Process process) throws IOException {
        Path status = Path.of("/proc", "" + process.pid(), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    /** A small photo in each format that a backend reads. */
    private List<Path> photos(String backend) throws Exception {
        var photos = new ArrayList<Path>();
        BufferedImage picture = Photos.smallSample(161, 117);
        photos.add(write("baseline.jpg", Photos.encode(picture, "jpeg")));
        photos.add(write("progressive.jpg", Photos.encode(picture, "jpeg", true)));
        if (!backend.equals("turbo")) {
            for (String format : List.of("png", "gif", "tiff")) {
                photos.add(write("photo." + format, Photos.encode(picture, format)));
            }
            photos.add(write("interlaced.png", Photos.encode(picture, "png", true)));
        }
        if (backend.equals("vips")) {
            Path small = photos.getFirst();
            for (OutputFormat format : List.of(OutputFormat.WEBP, OutputFormat.AVIF)) {
                Spec spec = Spec.of(100).withFormats(format);
                if (Backend.auto().refusal(spec).isEmpty()) {
                    byte[] bytes =
                            Backend.auto().thumbnails(small, spec).getFirst().bytes();
                    photos.add(write("photo." + format.extension(), bytes));
                }
            }
        }
        return photos;
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }
}
