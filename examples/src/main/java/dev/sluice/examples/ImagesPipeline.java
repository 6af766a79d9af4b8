package dev.sluice.examples;

import static dev.sluice.flow.Workers.workers;

import dev.sluice.flow.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** The thumbnails of {@link Images} again, with a pipeline that is said rather than made. */
final class ImagesPipeline {
    private ImagesPipeline() {}

    public static void main(String... args) throws IOException, InterruptedException {
        Path photos = Path.of(args.length > 0 ? args[0] : "samples");
        Path out = Files.createDirectories(Path.of(args.length > 1 ? args[1] : "thumbs-out"));
        make(photos, out).stream().sorted().forEach(IO::println);
    }

    static List<String> make(Path photos, Path out) throws IOException, InterruptedException {
        try (Stream<Path> files = Files.walk(photos)) {
            return Pipeline.from(files)
                    .filter(file -> file.toString().endsWith(".jpg"))
                    .map("shrink", workers(2), Images::thumbnail)
                    .buffer(2) // no more pictures than these wait in memory
                    .map(thumbnail -> save(thumbnail, out))
                    .named("save")
                    .toList()
                    .run(IOException.class); // the first that fails ends all, and is thrown here
        }
    }

    private static String save(Images.Thumbnail thumbnail, Path out) throws IOException {
        ImageIO.write(thumbnail.image(), "jpg", out.resolve(thumbnail.name()).toFile());
        return thumbnail.line();
    }
}
