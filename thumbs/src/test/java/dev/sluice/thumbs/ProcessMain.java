package dev.sluice.thumbs;

import dev.sluice.thumbs.image.ImageException;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Thumbnail;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The program in a process of its own, with thumbnails so large that writing one takes a while. */
final class ProcessMain {
    /** What makes a photo one whose decoder never ends. */
    static final String ENDLESS = "endless";

    private static final int FILLER_CHARACTERS = 1_000_000;

    private ProcessMain() {}

    /** Runs the program. */
    public static void main(String[] arguments) {
        System.exit(Thumbs.executeUntilSignal(new LargeBackend(), Console.system(), arguments));
    }

    /** Starts the program. */
    static Process start(Object... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    /** Starts the program with some more in its environment. */
    static Process start(Map<String, String> environment, Object... arguments) throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ProcessMain.class.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(words::add);
        var builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        builder.redirectInput(new File("/dev/null"));
        return builder.start();
    }

    /** Answers whether a file is a whole thumbnail of this program. */
    static boolean isWhole(Path thumbnail) throws IOException {
        byte[] content = Files.readAllBytes(thumbnail);
        byte[] expected = LargeBackend.jpeg();
        int tail = expected.length - 100;
        return content.length > expected.length
                && Arrays.equals(
                        content,
                        content.length - tail,
                        content.length,
                        expected,
                        expected.length - tail,
                        expected.length);
    }

    private static final class LargeBackend extends FakeBackend {
        @Override
        public List<Thumbnail> thumbnails(Path photo, Spec spec)
                throws ImageException, IOException, InterruptedException {
            if (Files.readString(photo, StandardCharsets.ISO_8859_1).contains(ENDLESS)) {
                new CountDownLatch(1).await();
            }
            return spec.variants().stream()
                    .map(variant -> new Thumbnail(variant, 1, 1, jpeg()))
                    .toList();
        }

        static byte[] jpeg() {
            return jpeg("0123456789".repeat(FILLER_CHARACTERS / 10));
        }
    }
}
