package dev.sluice.stress;

import dev.sluice.stress.soak.Soak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The programs {@code ./sluice soak} and {@code ./sluice stress}, which is jcstress with all of its own options. */
public final class Stress {
    private static final List<String> RESULTS = List.of("-r", "stress-results");

    private Stress() {}

    /**
     * Runs one of the two.
     *
     * @param args its name and its arguments
     * @throws Exception what jcstress throws
     */
    public static void main(String[] args) throws Exception {
        List<String> rest = args.length == 0 ? List.of() : Arrays.asList(args).subList(1, args.length);
        if (args.length > 0 && args[0].equals("soak")) {
            System.exit(
                    new CommandLine(new Soak()).setCommandName("./sluice soak").execute(rest.toArray(String[]::new)));
        }
        var options = new ArrayList<>(rest);
        if (!options.contains("-r")) {
            options.addAll(RESULTS);
        }
        org.openjdk.jcstress.Main.main(options.toArray(String[]::new));
    }
}
