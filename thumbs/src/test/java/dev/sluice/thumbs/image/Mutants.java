package dev.sluice.thumbs.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Decodes photos with some bytes changed, each of which has to give a picture or a reason within a time. This is a program of its
 * own, since a native decoder that crashes takes the process with it.
 *
 * <p>It prints the seed of each mutant before it is tried, and the slowest one at the end.
 */
final class Mutants {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int SIDE = 64;
    private static final long MOST_PIXELS = 4_000_000;

    private Mutants() {}

    /**
     * Runs the program.
     *
     * @param arguments the backend, how many mutants of each photo, the first seed, and the photos
     */
    public static void main(String[] arguments) throws Exception {
        Backend backend = Backend.named(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        int first = Integer.parseInt(arguments[2]);
        List<String> photos = List.of(arguments).subList(3, arguments.length);
        for (String photo : photos) {
            tryMutants(backend, Path.of(photo), first, count);
        }
    }

    private static void tryMutants(Backend backend, Path photo, int first, int count) throws Exception {
        byte[] original = Files.readAllBytes(photo);
        Path file = Files.createTempFile("mutant", "");
        int pictures = 0;
        long slowest = 0;
        try {
            for (int seed = first; seed < first + count; seed++) {
                Files.writeString(trace(), backend.name() + " " + photo + " seed " + seed);
                Files.write(file, mutant(original, seed));
                long start = System.nanoTime();
                if (gives(backend, file, photo, seed)) {
                    pictures++;
                }
                slowest = Math.max(slowest, System.nanoTime() - start);
            }
        } finally {
            Files.delete(file);
        }
        System.out.printf(
                "%s %s: %d mutants, %d pictures, the slowest took %d ms%n",
                backend.name(),
                photo.getFileName(),
                count,
                pictures,
                Duration.ofNanos(slowest).toMillis());
        if (slowest > LONGEST.toNanos()) {
            throw new AssertionError("a mutant took longer than " + LONGEST);
        }
    }

    /** Where the parent process finds which mutant was the last one. */
    private static Path trace() {
        return Path.of(System.getProperty("sluice.mutants.trace"));
    }

    private static boolean gives(Backend backend, Path file, Path photo, int seed)
            throws IOException, InterruptedException {
        try {
            backend.thumbnails(file, Spec.of(SIDE).withMaxPixels(MOST_PIXELS));
            return true;
        } catch (ImageException e) {
            if (String.valueOf(e.getMessage()).lines().count() != 1) {
                throw new AssertionError(photo + " seed " + seed + ": not one line: " + e.getMessage(), e);
            }
            return false;
        }
    }

    /** A photo with up to eight bytes changed, half of the time only in its first kilobyte, and now and then cut or grown. */
    static byte[] mutant(byte[] original, int seed) {
        var random = new Random(seed);
        byte[] mutant = original.clone();
        int reach = random.nextBoolean() ? Math.min(1024, mutant.length) : mutant.length;
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(reach);
            mutant[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) 0xff;
                case 1 -> 0;
                case 2 -> (byte) (mutant[at] ^ (1 << random.nextInt(8)));
                default -> (byte) random.nextInt(256);
            };
        }
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(mutant, 1 + random.nextInt(mutant.length));
            case 1 -> Photos.join(mutant, Arrays.copyOf(original, Math.min(500, original.length)));
            default -> mutant;
        };
    }
}
