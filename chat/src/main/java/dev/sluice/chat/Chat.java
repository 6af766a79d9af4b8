package dev.sluice.chat;

import dev.sluice.Context;
import dev.sluice.chat.client.JoinCommand;
import dev.sluice.chat.load.LoadCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the chat server. */
@Command(
        name = "sluice chat",
        description = "Serves a chat: rooms and private messages, for browsers and programs.",
        mixinStandardHelpOptions = true,
        version = "sluice chat 0.1.0",
        sortOptions = false,
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {JoinCommand.class, LoadCommand.class, TokenCommand.class},
        footer = {
            "",
            "Examples:",
            "  sluice chat                       for this machine only",
            "  sluice chat --port 9000 --data /var/lib/chat.db --admin jane",
            "  sluice chat --bind 0.0.0.0 --auth-secret-file secret \\",
            "              --tls-cert cert.pem --tls-key key.pem",
            "  sluice chat join --name jane      a client in the terminal",
            "  sluice chat --live 7070           a live page of the server, at port 7070",
            "  sluice chat --data 'jdbc:postgresql://localhost/chat?user=chat'",
            "",
            "Exit status: 0 after Ctrl-C or kill, 1 if it couldn't serve, 2 if the command",
            "line is wrong. SLUICE_OPTS holds options for Java, such as -Xmx2g."
        })
public final class Chat implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Spec
    private @Nullable CommandSpec command;

    private Chat() {}

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
        return new CommandLine(new Chat())
                .setParameterExceptionHandler(Chat::explain)
                .setExecutionExceptionHandler(Chat::tell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(command).commandLine();
        Settings settings = options.settings(line);
        try (var stop = Context.onStop(PATIENCE, Chat::tellLate)) {
            new Server(settings).run(stop, port -> {
                line.getOut().println("The chat is at " + options.address(port));
                line.getOut().flush();
            });
        }
        return 0;
    }

    private static void tellLate() {
        System.err.println(
                "The server didn't come to an end within " + PATIENCE.toSeconds() + " seconds, and is ended.");
    }

    private static int explain(ParameterException failure, String[] arguments) {
        CommandLine line = failure.getCommandLine();
        line.getErr().println(failure.getMessage());
        line.getErr().println("Try: ./" + line.getCommandSpec().qualifiedName() + " --help");
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int tell(Exception failure, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (!(failure instanceof IOException)) {
            throw failure;
        }
        line.getErr().println(failure.getMessage());
        return FAILED;
    }
}
