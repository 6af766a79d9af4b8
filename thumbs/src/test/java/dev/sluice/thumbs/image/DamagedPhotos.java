package dev.sluice.thumbs.image;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes thumbnails of thousands of damaged photos in processes of their own: each has to end in a picture or in a reason, within
 * its time, and the process within its memory.
 */
final class DamagedPhotos {
    private static final int HEAP_MEGABYTES = 96;
    private static final int SECONDS_FOR_A_PHOTO = 60; // a busy machine included
    private static final long MOST_PIXELS = 4_000_000;
    static final List<ImageFormat> FORMATS = List.of(
            ImageFormat.JPEG,
            ImageFormat.PNG,
            ImageFormat.GIF,
            ImageFormat.BMP,
            ImageFormat.TIFF,
            ImageFormat.WEBP,
            ImageFormat.RAW,
            ImageFormat.AVIF);

    private DamagedPhotos() {}

    /**
     * What came of the photos of a format.
     *
     * @param failure what went wrong first; null if nothing did
     */
    record Result(
            String backend,
            ImageFormat format,
            int pictures,
            int reasons,
            long slowestMillis,
            long peakMegabytes,
            @Nullable String failure) {
        @Override
        public String toString() {
            return "%-6s %-5s %6d pictures %6d reasons, slowest %5d ms, peak %4d MB: %s"
                    .formatted(
                            backend,
                            format,
                            pictures,
                            reasons,
                            slowestMillis,
                            peakMegabytes,
                            failure == null ? "ok" : failure);
        }
    }

    /** The parent: {@code COUNT [BACKEND [FORMAT]]}. The child: {@code child BACKEND FORMAT FIRST COUNT}. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("child")) {
            child(
                    arguments[1],
                    ImageFormat.valueOf(arguments[2]),
                    Long.parseLong(arguments[3]),
                    Integer.parseInt(arguments[4]));
            return;
        }
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        boolean failed = false;
        for (String backend : arguments.length > 1 ? List.of(arguments[1]) : TestBackends.names()) {
            for (ImageFormat format : FORMATS) {
                if (isRead(backend, format) && (arguments.length < 3 || format == ImageFormat.valueOf(arguments[2]))) {
                    Result result = run(backend, format, 0, count);
                    System.out.println(result);
                    failed |= result.failure != null;
                }
            }
        }
        System.exit(failed ? 1 : 0);
    }

    /** Whether a backend reads a format, and there is something to make it with. */
    static boolean isRead(String backend, ImageFormat format) {
        return switch (format) {
            case JPEG, RAW -> true;
            case AVIF ->
                backend.equals("vips") && Backend.auto().refusal(Damage.AVIF).isEmpty();
            default -> !backend.equals("turbo");
        };
    }

    /** Runs photos through a backend in a process of their own. */
    static Result run(String backend, ImageFormat format, long firstSeed, int count)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MEGABYTES + "m",
                        "-XX:+UseSerialGC",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=/dev/null",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        DamagedPhotos.class.getName(),
                        "child",
                        backend,
                        format.name(),
                        Long.toString(firstSeed),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(new File("/dev/null"))
                .start();
        String last = "";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = next(lines); line != null; line = next(lines)) {
                last = line;
            }
        } catch (TimeoutException _) {
            last += ": no end after " + SECONDS_FOR_A_PHOTO + " s";
        } finally {
            process.destroyForcibly();
        }
        int status = process.waitFor();
        String[] words = last.split(" ", -1);
        return words[0].equals("done")
                ? new Result(
                        backend, format, number(words[1]), number(words[2]), number(words[3]), number(words[4]), null)
                : new Result(backend, format, 0, 0, 0, 0, last + " (status " + status + ")");
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private static @Nullable String next(BufferedReader lines) throws InterruptedException, TimeoutException {
        var line = new CompletableFuture<@Nullable String>();
        Thread.ofVirtual().start(() -> {
            try {
                line.complete(lines.readLine());
            } catch (IOException _) {
                line.complete(null);
            }
        });
        try {
            return line.get(SECONDS_FOR_A_PHOTO, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void child(String backend, ImageFormat format, long firstSeed, int count) throws Exception {
        Damage damage = Damage.of(format);
        var spec = Spec.of(64).withMaxPixels(MOST_PIXELS);
        Backend reader = Backend.named(backend);
        Path file = Files.createTempFile("damaged", "");
        int pictures = 0;
        int reasons = 0;
        long slowest = 0;
        for (long seed = firstSeed; seed < firstSeed + count; seed++) {
            System.out.println("seed " + seed);
            Files.write(file, damage.photo(seed));
            long start = System.nanoTime();
            try {
                reader.thumbnails(file, spec);
                pictures++;
            } catch (ImageException e) {
                String reason = String.valueOf(e.getMessage());
                if (reason.isBlank() || reason.contains("\n") || reason.contains("null")) {
                    fail(seed + ": a reason that says nothing: " + reason, file);
                }
                reasons++;
            } catch (Throwable e) {
                fail(seed + ": " + e, file);
            }
            slowest = Math.max(slowest, System.nanoTime() - start);
        }
        Files.delete(file);
        System.out.println("done " + pictures + " " + reasons + " " + slowest / 1_000_000 + " " + peakMegabytes());
    }

    private static void fail(String what, Path file) {
        System.out.println("seed " + what.replace('\n', ' ') + ", " + file);
        System.exit(1);
    }

    /** The most memory that the process has had, where the system says it; else zero. */
    private static long peakMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
