package dev.sluice.thumbs;

import dev.sluice.Context;
import dev.sluice.thumbs.file.Printable;
import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.list.Lister;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The command line of the thumbnail program. */
@Command(
        name = "sluice thumbs",
        description = "Makes thumbnails of photos: of files, of folders and all in them, or of a list.",
        mixinStandardHelpOptions = true,
        version = "sluice thumbs 0.1.0",
        sortOptions = false,
        customSynopsis = "sluice thumbs INPUT... --out DIR [OPTION...]",
        footer = {
            "",
            "Examples:",
            "  sluice thumbs photos --out small",
            "  sluice thumbs photos --out web --size 256,1024 --report web.json",
            "  find . -name '*.jpg' -mtime -1 | sluice thumbs - --out recent",
            "",
            "Folders keep their tree: photos/2024/a.jpg becomes small/2024/a.jpg, and",
            "photos/b.png becomes small/b.png.jpg. Thumbnails that are up to date are left",
            "alone, so after a stop the same command goes on from there. Links to folders",
            "are followed only if they are named.",
            "",
            "Exit status: 0 if all is well, 1 if some files failed, 2 if nothing could be",
            "done, 130 after Ctrl-C. SLUICE_OPTS holds options for Java: -Xmx8g, say, for",
            "gigantic photos."
        })
public final class Thumbs implements Callable<Integer> {
    private static final String AUTO = "auto";

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description = "Files, folders, or - for a list on standard input, one path a line.")
    private List<String> inputs = List.of();

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "Where the thumbnails go.")
    private Path out = Path.of("");

    @Option(
            names = "--size",
            split = ",",
            paramLabel = "PIXELS",
            description = "The longer edge; several sizes go to DIR/<size>. Default: 256.")
    private List<Integer> sizes = List.of(256);

    @Option(
            names = "--quality",
            paramLabel = "1-100",
            defaultValue = "" + Spec.DEFAULT_QUALITY,
            description = "The JPEG quality. Default: ${DEFAULT-VALUE}.")
    private int quality;

    @Option(
            names = "--workers",
            paramLabel = "auto|N",
            defaultValue = AUTO,
            description = "How many photos to decode at once. Default: one for each processor.")
    private String workers = AUTO;

    @Option(names = "--force", description = "Make all again, and replace files that aren't thumbnails.")
    private boolean force;

    @Option(names = "--dry-run", description = "List what would be made, and write nothing.")
    private boolean dryRun;

    @Mixin
    private ReportOptions reporting = new ReportOptions();

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "" + Spec.DEFAULT_MAX_PIXELS,
            description = "Refuse photos of more pixels. Default: ${DEFAULT-VALUE}.")
    private long maxPixels;

    @CommandLine.Spec
    private @Nullable CommandSpec command;

    private final Context context;
    private final Backend backend;
    private final Console console;

    Thumbs(Context context, Backend backend, Console console) {
        this.context = context;
        this.backend = backend;
        this.console = console;
    }

    /**
     * Runs the program, and ends the process.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(executeUntilSignal(Backend.jdk(), Console.system(), arguments));
    }

    /** Runs the program until its end or a signal, and answers the exit status. */
    static int executeUntilSignal(Backend backend, Console console, String... arguments) {
        return StopSignal.until(context -> execute(context, backend, console, arguments));
    }

    /** Runs the program, and answers its exit status. */
    static int execute(Context context, Backend backend, Console console, String... arguments) {
        int status = new CommandLine(new Thumbs(context, backend, console))
                .setExpandAtFiles(false) // a photo may be called @list.txt
                .setOut(new PrintWriter(console.out(), true, console.out().charset()))
                .setErr(new PrintWriter(console.err(), true, console.err().charset()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Thumbs::explain)
                .execute(arguments);
        if (console.out().checkError()) {
            console.err().println("standard output takes no more; what was said there is cut short");
            return Math.max(status, Run.SOME_FAILED);
        }
        return status;
    }

    @Override
    public Integer call() {
        return new Run(settings(), backend, console).execute(context);
    }

    private Settings settings() {
        for (int size : sizes) {
            require(size >= 1 && size <= 16_384, "--size must be from 1 to 16384, was " + size);
        }
        require(quality >= 1 && quality <= 100, "--quality must be from 1 to 100, was " + quality);
        require(maxPixels >= 1, "--max-pixels must be at least 1, was " + maxPixels);
        for (String input : inputs) {
            require(
                    !isOut(input),
                    input + " is an input and the output folder as well; name another folder with --out");
        }
        boolean nothingThere = inputs.stream().noneMatch(Thumbs::exists);
        require(!nothingThere, "there is no such file or folder: " + String.join(", ", inputs));
        List<Integer> distinct = sizes.stream().distinct().toList();
        var spec = new Spec(distinct, quality, maxPixels);
        int most = workers();
        int least = workers.equals(AUTO) ? 1 : most;
        return new Settings(inputs, out, spec, least, most, force, dryRun, reporting.telling());
    }

    private int workers() {
        if (workers.equals(AUTO)) {
            return Runtime.getRuntime().availableProcessors();
        }
        int number = workers.matches("[0-9]{1,3}") ? Integer.parseInt(workers) : 0;
        require(number >= 1, "--workers must be auto, or a number from 1 to 999, was " + workers);
        return number;
    }

    private boolean isOut(String input) {
        try {
            return !input.equals(Lister.STANDARD_INPUT) && Files.exists(out) && Files.isSameFile(out, Path.of(input));
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean exists(String input) {
        return input.equals(Lister.STANDARD_INPUT) || Files.exists(Path.of(input));
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(Objects.requireNonNull(command).commandLine(), otherwise);
        }
    }

    private static int explain(ParameterException failure, String[] arguments) {
        PrintWriter err = failure.getCommandLine().getErr();
        err.println(Printable.of(String.valueOf(failure.getMessage())));
        err.println("Try: ./sluice thumbs --help");
        return Run.NOTHING_DONE;
    }
}
