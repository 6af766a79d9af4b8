package dev.sluice.chat;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the chat server. */
@Command(
        name = "sluice chat",
        description = "Serves a chat: rooms and private messages, for browsers and programs.",
        mixinStandardHelpOptions = true,
        version = "sluice chat 0.1.0",
        sortOptions = false)
public final class Chat {
    private Chat() {}

    /**
     * Runs the program, and ends the process.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Chat()).execute(arguments));
    }
}
