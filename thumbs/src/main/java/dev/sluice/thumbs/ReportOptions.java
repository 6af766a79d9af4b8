package dev.sluice.thumbs;

import java.nio.file.Path;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say how a run tells what it does. */
final class ReportOptions {
    private static final int MOST_PORT = 0xFFFF;

    /** Takes what follows for a port if it is a number; else the port is one that is free, and what follows is an input. */
    static final class PortIfNumber implements IParameterConsumer {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's
        public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
            if (arguments.isEmpty() || !arguments.peek().matches("[0-9]{1,9}")) {
                option.setValue(0);
                return;
            }
            int port = Integer.parseInt(arguments.pop());
            if (port > MOST_PORT) {
                throw new ParameterException(
                        command.commandLine(), "--live must be from 0 to " + MOST_PORT + ", was " + port);
            }
            option.setValue(port);
        }
    }

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a report as JSON. Only an earlier report is replaced.")
    private @Nullable Path report;

    @Option(names = "--json-lines", description = "Write events to standard output, as one JSON object on each line.")
    private boolean jsonLines;

    @Option(names = "--no-progress", description = "Don't show the progress.")
    private boolean noProgress;

    @Option(names = "--gallery", description = "Make a web page of the thumbnails: DIR/index.html.")
    private boolean gallery;

    @Option(
            names = "--live",
            arity = "0..1",
            parameterConsumer = PortIfNumber.class,
            paramLabel = "PORT",
            description =
                    "Serve a live page of the run on this machine: the pipeline, the latest thumbnails, failures.")
    private @Nullable Integer live;

    Settings.Telling telling() {
        return new Settings.Telling(report, jsonLines, !noProgress, gallery, live);
    }
}
