package dev.sluice.thumbs;

import dev.sluice.Context;
import dev.sluice.remote.ClusterOptions;
import dev.sluice.thumbs.bucket.Address;
import dev.sluice.thumbs.file.Printable;
import dev.sluice.thumbs.image.Backend;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
        description = "Makes thumbnails of photos: of files, of folders with everything in them, or of a list.",
        mixinStandardHelpOptions = true,
        version = "sluice thumbs 0.1.0",
        sortOptions = false,
        customSynopsis = "sluice thumbs INPUT... --out DIR [OPTION...]",
        footer = {
            "",
            "Examples:",
            "  sluice thumbs photos --out small",
            "  sluice thumbs photos --out web --size 256,1024 --report web.json",
            "  sluice thumbs photos --out small --live 7070   watch it at http://127.0.0.1:7070/",
            "  sluice thumbs photos --out small --nats nats://10.0.0.1:4222   by `thumbs worker`s",
            "  find . -name '*.jpg' -mtime -1 | sluice thumbs - --out recent",
            "",
            "Folders keep their tree: photos/2024/a.jpg becomes small/2024/a.jpg, and",
            "photos/b.png becomes small/b.png.jpg. Thumbnails that are up to date are left",
            "alone, so after a stop the same command goes on from there. Links to folders",
            "are followed only if they are named.",
            "",
            "Exit status: 0 if all is well, 1 if some files failed, 2 if nothing could be",
            "done, 130 after Ctrl-C. SLUICE_OPTS holds options for Java: -Xmx8g for",
            "gigantic photos."
        })
public final class Thumbs implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5); // after a signal

    /** What the workers are told, and not the run. */
    private static final List<String> OF_WORKERS = List.of("--workers", "--timeout-per-image", "--backend");

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description =
                    "Files, folders, s3://BUCKET/PREFIX, or - for a list on standard input, one path on each line.")
    private List<String> inputs = List.of();

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "Where the thumbnails go: a folder, or s3://BUCKET/PREFIX.")
    private String out = "";

    @Mixin
    private PlaceOptions where = new PlaceOptions();

    @Mixin
    private PictureOptions picture = new PictureOptions();

    @Mixin
    private WorkOptions work = new WorkOptions();

    @Mixin
    private NatsOptions nats = new NatsOptions();

    @Option(names = "--force", description = "Make all again, and replace files that aren't thumbnails.")
    private boolean force;

    @Option(names = "--dry-run", description = "List what would be made, and write nothing.")
    private boolean dryRun;

    @Mixin
    private ReportOptions reporting = new ReportOptions();

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
        System.exit(executeUntilSignal(Backend.auto(), Console.system(), arguments));
    }

    /** Runs the program until its end or a signal, and answers the exit status. */
    static int executeUntilSignal(Backend backend, Console console, String... arguments) {
        try (var stop = Context.onStop(PATIENCE, () -> {})) {
            int status = execute(stop, backend, console, arguments);
            return stop.cause() instanceof Context.SignalException signal ? signal.status() : status;
        }
    }

    /** Runs the program, and answers its exit status. */
    static int execute(Context context, Backend backend, Console console, String... arguments) {
        boolean works = arguments.length > 0 && arguments[0].equals(WorkerCommand.NAME);
        Object command = works ? new WorkerCommand(context, backend, console) : new Thumbs(context, backend, console);
        int status = new CommandLine(command)
                .setExpandAtFiles(false) // a photo may be called @list.txt
                .setOut(new PrintWriter(console.out(), true, console.out().charset()))
                .setErr(new PrintWriter(console.err(), true, console.err().charset()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Thumbs::explain)
                .execute(works ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments);
        if (console.out().checkError()) {
            console.err().println("standard output takes no more; what was said there is cut short");
            return Math.max(status, Run.SOME_FAILED);
        }
        return status;
    }

    @Override
    public Integer call() {
        Settings settings = settings();
        Backend chosen = settings.nats() == null ? checked(() -> picture.backend(backend)) : backend;
        return new Run(settings, chosen, console).execute(context);
    }

    private Settings settings() {
        Settings.Telling telling = reporting.telling();
        require(!telling.gallery() || !Address.isOne(out), "--gallery needs a folder for --out, was " + out);
        return new Settings(
                checked(() -> where.places(inputs, out)),
                checked(picture::spec),
                checked(work::leastWorkers),
                work.mostWorkers(),
                checked(work::timePerImage),
                force,
                dryRun,
                telling,
                cluster());
    }

    private @Nullable ClusterOptions cluster() {
        ClusterOptions options = checked(nats::cluster);
        for (String each : OF_WORKERS) {
            boolean given = Objects.requireNonNull(command)
                    .commandLine()
                    .getParseResult()
                    .hasMatchedOption(each);
            require(options == null || !given, each + " belongs to the workers when there is --nats");
        }
        return options;
    }

    private <T extends @Nullable Object> T checked(Supplier<T> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), String.valueOf(e.getMessage()), e);
        }
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
