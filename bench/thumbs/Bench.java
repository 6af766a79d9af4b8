import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures whole programs that make thumbnails, one after the other in each round, so that a ratio is of one run.
 *
 * <p>{@code bench/thumbs/run.sh --help} says how it is used.
 */
final class Bench {
    private static final int WIDTH = 4000;
    private static final int HEIGHT = 3000;
    private static final String QUALITY = "80";
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Path home;
    private final Path work;
    private final Map<String, String> options = new LinkedHashMap<>(Map.of(
            "--photos", "200", "--times", "10", "--rounds", "3", "--sizes", "256,1024", "--programs", "auto,turbo,vips,jdk,vipsthumbnail,sharp"));

    private Bench(Path home, String[] arguments) {
        this.home = home;
        for (int i = 0; i < arguments.length; i += 2) {
            if (!options.containsKey(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("expected one of " + options.keySet() + " and a value, was " + arguments[i]);
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        this.work = home.resolve("bench/thumbs/made");
    }

    public static void main(String[] arguments) throws Exception {
        new Bench(Path.of(arguments[0]), Arrays.copyOfRange(arguments, 1, arguments.length)).run();
    }

    /** What one run of a program took. */
    private record Run(double seconds, long peakKib) {}

    private void run() throws Exception {
        Path photos = photos(number("--photos"), number("--times"));
        long count;
        try (Stream<Path> files = Files.list(photos)) {
            count = files.count();
        }
        System.out.printf("%d photos of %d×%d, %d cores, %s rounds%n", count, WIDTH, HEIGHT, CORES, options.get("--rounds"));
        List<String> programs = List.of(options.get("--programs").split(","));
        for (String size : options.get("--sizes").split(",")) {
            var runs = new LinkedHashMap<String, List<Run>>();
            for (int round = 0; round < number("--rounds"); round++) {
                for (String program : programs) {
                    Path out = work.resolve("out");
                    delete(out);
                    Files.createDirectories(out);
                    Run run = measure(command(program, photos, out, size));
                    requireMade(program, out, count);
                    runs.computeIfAbsent(program, _ -> new ArrayList<>()).add(run);
                }
            }
            print(size, count, runs);
        }
    }

    private int number(String option) {
        return Integer.parseInt(options.get(option));
    }

    /** Makes different photos out of the samples: other parts, mirrored or not, with the noise of a camera; each several times. */
    private Path photos(int different, int times) throws Exception {
        Path folder = work.resolve("photos-" + different + "-" + times);
        if (Files.exists(folder.resolve("complete"))) {
            return folder.resolve("photos");
        }
        delete(folder);
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Path noise = folder.resolve("noise.v");
        vips("gaussnoise", noise.toString(), "" + WIDTH, "" + HEIGHT, "--mean", "0", "--sigma", "4");
        List<Path> samples;
        try (Stream<Path> files = Files.walk(home.resolve("samples"))) {
            samples = files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
        }
        for (int i = 0; i < different; i++) {
            Path large = folder.resolve("large.v");
            Path part = folder.resolve("part.v");
            Path noisy = folder.resolve("noisy.v");
            vips("thumbnail", samples.get(i % samples.size()).toString(), large.toString(), "" + (WIDTH + 600),
                    "--height", "" + (HEIGHT + 450), "--crop", "centre", "--size", "both");
            vips("extract_area", large.toString(), part.toString(), "" + i * 37 % 600, "" + i * 53 % 450, "" + WIDTH, "" + HEIGHT);
            vips("flip", part.toString(), large.toString(), i % 2 == 0 ? "horizontal" : "vertical");
            vips("add", large.toString(), noise.toString(), noisy.toString());
            Path photo = photos.resolve("photo-%03d-0.jpg".formatted(i));
            vips("cast", noisy.toString(), photo + "[Q=92,subsample_mode=on]", "uchar"); // 4:2:0, as cameras do
            for (int time = 1; time < times; time++) {
                Files.createLink(photos.resolve("photo-%03d-%d.jpg".formatted(i, time)), photo);
            }
        }
        Files.createFile(folder.resolve("complete"));
        return photos;
    }

    private static void vips(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("vips"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }

    private List<String> command(String program, Path photos, Path out, String size) {
        return switch (program) {
            case "vipsthumbnail" -> List.of("sh", "-c", "find \"$0\" -type f -print0 | VIPS_CONCURRENCY=1 xargs -0 -n 50 -P " + CORES
                    + " vipsthumbnail --size " + size + " -o \"$1/%s.jpg[Q=" + QUALITY + "]\"", photos.toString(), out.toString());
            case "sharp" -> List.of("node", home.resolve("bench/thumbs/sharp.mjs").toString(), photos.toString(), out.toString(), size,
                    QUALITY, "" + CORES);
            default -> List.of(home.resolve("sluice").toString(), "thumbs", photos.toString(), "--out", out.toString(), "--size", size,
                    "--quality", QUALITY, "--backend", program, "--no-progress");
        };
    }

    private Run measure(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long peak = 0;
        while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
            long all = residentKib(process.pid());
            all += process.descendants().mapToLong(each -> residentKib(each.pid())).sum();
            peak = Math.max(peak, all);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException("failed with " + process.exitValue() + ": " + String.join(" ", command));
        }
        return new Run(seconds, peak);
    }

    private static long residentKib(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException | UncheckedIOException _) {
            return 0; // it has ended, or this isn't Linux
        }
    }

    private static void requireMade(String program, Path out, long count) throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            long made = files.filter(file -> file.toString().endsWith(".jpg")).count();
            if (made != count) {
                throw new IOException(program + " made " + made + " of " + count + " thumbnails");
            }
        }
    }

    private static void print(String size, long count, Map<String, List<Run>> runs) {
        System.out.printf("%n%s px%n%-14s %10s %10s %12s %12s%n", size, "program", "photos/s", "peak MB", "× vipsthumb", "× sharp");
        double vips = rate(count, runs.getOrDefault("vipsthumbnail", List.of()));
        double sharp = rate(count, runs.getOrDefault("sharp", List.of()));
        runs.forEach((program, measured) -> {
            double rate = rate(count, measured);
            long peak = measured.stream().mapToLong(Run::peakKib).max().orElse(0) / 1024;
            System.out.printf("%-14s %10.1f %10d %12.2f %12.2f%n", program, rate, peak, rate / vips, rate / sharp);
        });
    }

    /** The median over the rounds. */
    private static double rate(long count, List<Run> runs) {
        double[] seconds = runs.stream().mapToDouble(Run::seconds).sorted().toArray();
        return seconds.length == 0 ? Double.NaN : count / seconds[seconds.length / 2];
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
