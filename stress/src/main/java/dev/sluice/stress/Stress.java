package dev.sluice.stress;

import dev.sluice.stress.soak.Soak;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The program's commands: {@code ./sluice soak} and {@code ./sluice stress}. */
@Command(
        name = "stress",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {Soak.class, Stress.Races.class})
public final class Stress {
    private Stress() {}

    /**
     * Runs a command.
     *
     * @param args its name and its arguments
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Stress()).execute(args));
    }

    /** Hands over to jcstress. */
    @Command(
            name = "races",
            description = "Runs the tests of the memory model under jcstress, which has options of its own: try -h.",
            footer = {
                "",
                "  ./sluice stress -m quick              all tests, in a few minutes",
                "  ./sluice stress -t CloseAgainstSend   one of them"
            })
    static final class Races implements Callable<Integer> {
        @Parameters(description = "Options of jcstress.", arity = "0..*")
        private String[] options = {};

        @Override
        public Integer call() throws Exception {
            var all = new ArrayList<>(List.of(options));
            if (!all.contains("-r")) {
                all.addAll(List.of("-r", "stress-results"));
            }
            org.openjdk.jcstress.Main.main(all.toArray(String[]::new));
            return 0;
        }
    }
}
