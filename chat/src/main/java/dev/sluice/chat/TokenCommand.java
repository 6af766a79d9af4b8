package dev.sluice.chat;

import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.auth.Secrets;
import dev.sluice.chat.auth.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a token. */
@Command(
        name = "token",
        description = "Prints a token with which a person can use a name.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  openssl rand -base64 48 > secret",
            "  sluice chat token jane --auth-secret-file secret",
            "",
            "The bearer of the token is that person, until it ends."
        })
final class TokenCommand implements Callable<Integer> {
    private static final int MOST_DAYS = 3650;

    @Parameters(paramLabel = "NAME", description = "The name.")
    private String name = "";

    @Option(
            names = "--auth-secret-file",
            required = true,
            paramLabel = "FILE",
            description = "The file with the server's secret.")
    private @Nullable Path secret;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "30",
            description = "The number of days for which it is valid. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() throws IOException {
        CommandSpec spec = Objects.requireNonNull(command);
        if (days < 1 || days > MOST_DAYS) {
            throw new ParameterException(spec.commandLine(), "--days must be from 1 to " + MOST_DAYS + ", was " + days);
        }
        var tokens = new Tokens(Secrets.read(Objects.requireNonNull(secret)), InstantSource.system());
        try {
            spec.commandLine().getOut().println(tokens.issue(name, Duration.ofDays(days)));
        } catch (Refusal e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return 0;
    }
}
