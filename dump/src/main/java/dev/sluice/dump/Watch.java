package dev.sluice.dump;

import dev.sluice.ChannelFailedException;
import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.dump.Target.NoDumpException;
import dev.sluice.observe.live.Extras;
import dev.sluice.observe.live.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the watch program. */
@Command(
        name = "sluice watch",
        description = "Shows continuously what a running program does: pipelines, goroutines, channels, policies.",
        mixinStandardHelpOptions = true,
        version = "sluice watch 0.1.0",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  sluice watch 4711               in the terminal, like top; q or Ctrl-C ends it",
            "  sluice watch 4711 --once        once, for a file or for another program",
            "  sluice watch 4711 --web         the live page, at any free port",
            "  sluice watch 4711 --web=7070    the same at this port",
            "",
            "./sluice dump without a PID lists the programs that can be watched.",
            "",
            "Exit status: 0 when the program has ended or you have, 1 if it can't be watched,",
            "2 if the command line is wrong."
        })
public final class Watch implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int NO_WATCH = 1;
    private static final double LEAST_SECONDS = 0.1;
    private static final double MOST_SECONDS = 3600;
    private static final Duration PULSE = Duration.ofSeconds(1);

    @Parameters(paramLabel = "PID", description = "The process of the program.")
    private String pid = "";

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "The time between two updates. Default: ${DEFAULT-VALUE}.")
    private double interval;

    @Option(names = "--once", description = "Print one update, and end.")
    private boolean once;

    @Option(
            names = "--web",
            arity = "0..1",
            fallbackValue = "0",
            paramLabel = "PORT",
            description = "Serve the live page of the program on this machine instead.")
    private @Nullable Integer web;

    @Option(names = "--load", description = "If the program hasn't registered the MBean, load an agent that does.")
    private boolean load;

    @Spec
    private @Nullable CommandSpec command;

    private Watch() {}

    /**
     * Runs the program, and ends the process.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Returns the command line, ready to be executed. */
    static CommandLine commandLine() {
        return CommandLines.of(new Watch(), "watch");
    }

    @Override
    public Integer call() throws NoDumpException, IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(command).commandLine();
        CommandLines.require(line, pid.matches("[0-9]{1,18}"), "PID must be a number, was " + pid);
        CommandLines.require(
                line,
                interval >= LEAST_SECONDS && interval <= MOST_SECONDS,
                "--interval must be from " + LEAST_SECONDS + " to " + MOST_SECONDS + ", was " + interval);
        CommandLines.require(
                line, web == null || (web >= 0 && web <= 0xFFFF), "--web must be from 0 to 65535, was " + web);
        try (Target target = Target.attach(pid)) {
            if (load) {
                target.loadAgent();
            }
            try (var program = new WatchedProgram(target, pid);
                    Context stop = Context.onSignal("INT", "TERM", "HUP")) {
                return watch(program, stop, line.getOut());
            }
        }
    }

    private int watch(WatchedProgram program, Context stop, PrintWriter out) throws IOException, InterruptedException {
        try (var scope = Scope.open(stop).named("watch")) {
            if (web != null) {
                serve(scope, program, web, out);
            } else {
                try (Terminal terminal = terminal()) {
                    ReceiveChannel<Frame> frames = Looks.begin(scope, program, every());
                    if (once || terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
                        print(frames, out);
                    } else {
                        Drawing.run(scope, frames, terminal);
                    }
                }
            }
            scope.cancel();
            return DONE;
        } catch (ChannelFailedException e) { // the looks have ended
            Objects.requireNonNull(command).commandLine().getErr().println("sluice: " + Looks.reason(e));
            return program.hasEnded() ? DONE : NO_WATCH;
        } catch (InterruptedException e) {
            if (stop.isCancelled()) {
                return DONE;
            }
            throw e;
        }
    }

    /** Returns the terminal behind standard output; a dumb one where there is none. */
    private static Terminal terminal() throws IOException {
        return TerminalBuilder.builder()
                .system(true)
                .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                .dumb(true)
                .build();
    }

    private Duration every() {
        return Duration.ofNanos((long) (interval * 1e9));
    }

    /** Prints what is seen, the first time when there is something to compare it with. */
    private void print(ReceiveChannel<Frame> frames, PrintWriter out) throws InterruptedException {
        frames.receive();
        do {
            Frame frame = Objects.requireNonNull(frames.receive(), "looks end only by a failure");
            for (View.Section section : View.of(frame)) {
                out.println(Printable.of(section.head()));
                section.lines().forEach(each -> out.println(Printable.of(each)));
            }
            out.println();
            out.flush();
        } while (!once);
    }

    /** Serves the page until the program ends. */
    private static void serve(Scope scope, WatchedProgram program, int port, PrintWriter out)
            throws IOException, InterruptedException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (var server = new Server(address, null, program, Extras.NONE)) {
            out.println("The live page is at " + server.uri());
            out.flush();
            ReceiveChannel<Frame> pulse = Looks.begin(scope, program, PULSE);
            try {
                while (pulse.receive() != null) {}
            } catch (ChannelFailedException e) {
                server.end(Looks.reason(e));
                throw e;
            }
        }
    }
}
