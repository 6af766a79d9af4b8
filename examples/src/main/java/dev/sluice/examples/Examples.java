package dev.sluice.examples;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lists the examples, or runs one: {@code ./sluice examples [NAME [ARGUMENT...]]}. */
final class Examples {
    private static final int MOST_TYPOS = 3;

    private Examples() {}

    public static void main(String... args) throws Exception {
        if (args.length == 0 || List.of("-h", "--help", "help").contains(args[0])) {
            IO.print(list());
            return;
        }
        Optional<Example> example = find(args[0]);
        if (example.isEmpty()) {
            System.err.println(unknown(args[0]));
            System.exit(2);
        }
        example.orElseThrow().run(Arrays.copyOfRange(args, 1, args.length));
    }

    static String list() {
        int widest = Arrays.stream(Example.values())
                .mapToInt(each -> each.id().length())
                .max()
                .orElse(0);
        return Arrays.stream(Example.values())
                .map(each -> "  " + each.id() + " ".repeat(widest - each.id().length() + 2) + each.description() + "\n")
                .collect(Collectors.joining("", "Usage: ./sluice examples NAME [ARGUMENT...]\n\nExamples:\n", ""));
    }

    static Optional<Example> find(String name) {
        return Arrays.stream(Example.values())
                .filter(each -> each.id().equals(name))
                .findFirst();
    }

    static String unknown(String name) {
        String near = Arrays.stream(Example.values())
                .map(Example::id)
                .filter(id -> id.contains(name) || name.contains(id) || typos(id, name) <= MOST_TYPOS)
                .sorted(Comparator.comparingInt(id -> typos(id, name)))
                .collect(Collectors.joining(" or "));
        return "there is no example named " + name
                + (near.isEmpty() ? "; ./sluice examples lists them" : "; did you mean " + near + "?");
    }

    /**
     * How many letters have to be put in, left out or exchanged to make one of the other (the Levenshtein distance).
     */
    private static int typos(String a, String b) {
        var row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int exchanged = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
