package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.Scope;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Thumbnails with nothing but the JDK: list, shrink, save. Two goroutines shrink. (The program thumbs does it
 * properly.)
 */
final class Images {
    private static final int WIDTH = 96;

    private record Thumbnail(Path photo, BufferedImage image) {}

    private Images() {}

    public static void main(String... args) throws IOException, InterruptedException {
        Path photos = Path.of(args.length > 0 ? args[0] : "samples");
        Path out = Files.createDirectories(Path.of(args.length > 1 ? args[1] : "thumbs-out"));
        var lines = new TreeSet<String>();
        make(photos, out, lines);
        lines.forEach(IO::println);
    }

    static void make(Path photos, Path out, Set<String> lines) throws IOException, InterruptedException {
        Channel<Path> files = Channel.buffered(8);
        Channel<Thumbnail> thumbnails = Channel.buffered(2); // no more pictures than these are in memory
        try (var scope = Scope.open()) {
            scope.go("list", () -> {
                try (Stream<Path> found = Files.walk(photos)) {
                    for (Path file : (Iterable<Path>)
                            found.filter(each -> each.toString().endsWith(".jpg"))::iterator) {
                        files.send(file);
                    }
                }
                files.close();
            });
            scope.go("shrink", () -> {
                try (var workers = Scope.open()) {
                    for (int i = 0; i < 2; i++) {
                        workers.go(() -> {
                            for (Path file : files) {
                                thumbnails.send(new Thumbnail(file, shrink(ImageIO.read(file.toFile()))));
                            }
                        });
                    }
                    workers.join(IOException.class);
                }
                thumbnails.close();
            });
            scope.go("save", () -> {
                for (Thumbnail each : thumbnails) {
                    String name = each.photo.getFileName().toString();
                    ImageIO.write(each.image, "jpg", out.resolve(name).toFile());
                    lines.add(name + ": " + each.image.getWidth() + " x " + each.image.getHeight());
                }
            });
            scope.join(IOException.class); // the first that fails ends all, and is thrown here
        }
    }

    private static BufferedImage shrink(BufferedImage photo) {
        int height = Math.max(1, WIDTH * photo.getHeight() / photo.getWidth());
        var small = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        var graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(photo, 0, 0, WIDTH, height, null);
        graphics.dispose();
        return small;
    }
}
