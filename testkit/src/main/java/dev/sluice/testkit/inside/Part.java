package dev.sluice.testkit.inside;

/** A class that was rewritten. */
final class Part {
    private final String name;

    /** Whether the open bubble looks into it. Written before its goroutines start and after they have ended. */
    boolean active;

    /**
     * @param name of the class, with dots
     */
    Part(String name) {
        this.name = name;
    }

    /** Whether it lies in the package or class of one of the names. */
    boolean isIn(Iterable<String> names) {
        for (String each : names) {
            if (isIn(name, each)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the class is the one named, a member of it, or in the package named or one below it. */
    static boolean isIn(String type, String name) {
        return type.startsWith(name)
                && (type.length() == name.length()
                        || type.charAt(name.length()) == '.'
                        || type.charAt(name.length()) == '$');
    }
}
