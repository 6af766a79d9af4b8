package dev.sluice.inspect;

/**
 * What goroutines of a scope have in common that may be counted instead of listed.
 *
 * @param name their name, without the number at its end
 * @param startedAt where they were started
 */
record Group(String name, String startedAt) {
    static Group of(GoroutineState goroutine) {
        return new Group(withoutNumber(goroutine.name()), String.valueOf(goroutine.startedAt()));
    }

    private static String withoutNumber(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        return end < name.length() && end > 1 && name.charAt(end - 1) == '-' ? name.substring(0, end - 1) : name;
    }
}
