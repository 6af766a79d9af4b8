import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Checks that a folder holds so many thumbnails and nothing else: {@code java Thumbnails.java FOLDER NUMBER PIXELS}. */
class Thumbnails {
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int number = Integer.parseInt(arguments[1]);
        int pixels = Integer.parseInt(arguments[2]);

        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            check(file, pixels);
        }
        if (files.size() != number) {
            throw new IllegalStateException(folder + " should hold " + number + " files, and holds " + files.size());
        }
    }

    private static void check(Path file, int pixels) throws IOException {
        try (var in = ImageIO.createImageInputStream(file.toFile())) {
            var readers = ImageIO.getImageReaders(in);
            var reader = readers.hasNext() ? readers.next() : null;
            if (reader == null || !reader.getFormatName().equalsIgnoreCase("jpeg")) {
                throw new IllegalStateException(file + " is no JPEG");
            }
            reader.setInput(in);
            var picture = reader.read(0);
            System.out.println(file + ": " + picture.getWidth() + "x" + picture.getHeight());
            if (Math.max(picture.getWidth(), picture.getHeight()) > pixels) {
                throw new IllegalStateException(file + " is larger than " + pixels + " pixels");
            }
        }
    }
}
