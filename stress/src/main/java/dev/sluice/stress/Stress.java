package dev.sluice.stress;

import dev.sluice.stress.explore.Explore;
import dev.sluice.stress.soak.Soak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The programs {@code ./sluice soak}, {@code explore} and {@code stress}, which is jcstress with all of its own options. */
public final class Stress {
    private static final List<String> RESULTS = List.of("-r", "stress-results");

    private Stress() {}

    /**
     * Runs one of them.
     *
     * @param args its name and its arguments
     * @throws Exception what jcstress throws
     */
    public static void main(String[] args) throws Exception {
        List<String> rest = args.length == 0 ? List.of() : Arrays.asList(args).subList(1, args.length);
        Object program = switch (args.length == 0 ? "" : args[0]) {
            case "soak" -> new Soak();
            case "explore" -> new Explore();
            default -> null;
        };
        if (program != null) {
            System.exit(new CommandLine(program)
                    .setCommandName("./sluice " + args[0])
                    .execute(rest.toArray(String[]::new)));
        }
        var options = new ArrayList<>(rest);
        if (!options.contains("-r")) {
            options.addAll(RESULTS);
        }
        org.openjdk.jcstress.Main.main(options.toArray(String[]::new));
    }
}
