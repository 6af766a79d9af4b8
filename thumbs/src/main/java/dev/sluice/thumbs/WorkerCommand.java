package dev.sluice.thumbs;

import dev.sluice.CancelledException;
import dev.sluice.Context;
import dev.sluice.flow.TooManyAbandonedException;
import dev.sluice.remote.Cluster;
import dev.sluice.remote.ClusterOptions;
import dev.sluice.remote.RemoteException;
import dev.sluice.thumbs.file.Printable;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.image.Backend;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command that makes thumbnails for runs of other processes, on this machine and on others. */
@Command(
        name = "sluice thumbs worker",
        description = "Makes thumbnails for runs with the same --nats, until it is stopped.",
        mixinStandardHelpOptions = true,
        version = "sluice thumbs 0.1.0",
        sortOptions = false,
        footer = {
            "",
            "Any number of workers may run, on any machines. Folders have to be at the same path",
            "there; for buckets, each worker needs credentials. After Ctrl-C or kill, the photos",
            "that it had go to other workers.",
            "",
            "Example:",
            "  sluice thumbs worker --nats nats://10.0.0.1:4222",
            "  sluice thumbs /shared/photos --out /shared/small --nats nats://10.0.0.1:4222"
        })
final class WorkerCommand implements Callable<Integer> {
    /** The first word of the command line that means this command. */
    static final String NAME = "worker";

    @Mixin
    private NatsOptions nats = new NatsOptions();

    @Mixin
    private WorkOptions work = new WorkOptions();

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "auto, turbo, vips or jdk: what reads photos. Default: auto.")
    private @Nullable String backend;

    @CommandLine.Spec
    private @Nullable CommandSpec command;

    private final Context context;
    private final Backend unlessNamed;
    private final Console console;

    WorkerCommand(Context context, Backend unlessNamed, Console console) {
        this.context = context;
        this.unlessNamed = unlessNamed;
        this.console = console;
    }

    @Override
    public Integer call() {
        try {
            ClusterOptions options = nats.cluster();
            if (options == null) {
                throw new IllegalArgumentException("--nats must name a server, as in --nats nats://127.0.0.1:4222");
            }
            int least = work.leastWorkers();
            Duration limit = work.timePerImage();
            var maker = new Maker(backend == null ? unlessNamed : Backend.named(backend));
            return context.call(() -> work(options, maker, least, limit));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private int work(ClusterOptions options, Maker maker, int least, Duration limit) {
        try (maker;
                Cluster cluster = options.connect()) {
            console.err().println("Working for runs with --nats " + options.servers());
            Elsewhere.STAGE.work(cluster, ThumbnailPipeline.decoders(least, work.mostWorkers()), limit, maker::make);
            return Run.OK;
        } catch (InterruptedException | CancelledException _) {
            return Run.INTERRUPTED;
        } catch (RemoteException e) {
            console.err().println(Printable.of(String.valueOf(e.getMessage())));
        } catch (CompletionException e) {
            console.err().println(Printable.of(reason(e.getCause())));
        }
        return Run.NOTHING_DONE;
    }

    private static String reason(@Nullable Throwable failure) {
        return switch (failure) {
            case TooManyAbandonedException _ -> Run.TOO_MANY_HANG;
            case IOException e -> Reasons.of(e);
            case null, default -> String.valueOf(failure);
        };
    }
}
