import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Writes the files of docs/getting-started.md into a folder: {@code GettingStarted PAGE FOLDER}. */
class GettingStarted {
    private static final Pattern FILE =
            Pattern.compile("<!-- file: (?<path>\\S+) -->\n```\\w+\n(?<text>.*?)```\n", Pattern.DOTALL);

    public static void main(String[] args) throws IOException {
        var files = FILE.matcher(Files.readString(Path.of(args[0]))).results().toList();
        if (files.isEmpty()) {
            throw new IllegalStateException(args[0] + " has no files; they begin with <!-- file: PATH -->");
        }
        for (var file : files) {
            Path path = Path.of(args[1]).resolve(file.group("path"));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.group("text"));
        }
    }
}
