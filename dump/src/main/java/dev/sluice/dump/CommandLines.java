package dev.sluice.dump;

import dev.sluice.dump.Target.NoDumpException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the programs' command lines have in common: how they tell of what is wrong. */
final class CommandLines {
    private static final int FAILED = 1;

    private CommandLines() {}

    /**
     * Makes a command line.
     *
     * @param command the object with its options
     * @param name of the program, which {@code --help} is asked of
     */
    static CommandLine of(Object command, String name) {
        return new CommandLine(command)
                .setParameterExceptionHandler((failure, _) -> {
                    CommandLine line = failure.getCommandLine();
                    line.getErr().println("sluice: " + failure.getMessage());
                    line.getErr().println("Try: ./sluice " + name + " --help");
                    return line.getCommandSpec().exitCodeOnInvalidInput();
                })
                .setExecutionExceptionHandler((failure, line, _) -> {
                    if (failure instanceof NoDumpException || failure instanceof IOException) {
                        line.getErr().println("sluice: " + failure.getMessage());
                        return FAILED;
                    }
                    throw failure;
                });
    }

    static void require(CommandLine line, boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(line, otherwise);
        }
    }
}
