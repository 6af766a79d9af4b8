package dev.sluice.observe.live;

/**
 * What a live page shows: the program that it runs in, or another one. Its answers are JSON. Where the program can't be reached any more,
 * they throw an {@link java.io.UncheckedIOException} whose message says so.
 */
public interface Source {
    /**
     * Describes the program itself: its name, its process and what it uses.
     *
     * @return a JSON object
     */
    String program();

    /**
     * Describes what the program does, as {@code Snapshot.toDigest} has it.
     *
     * @return a JSON object
     */
    String digest();

    /**
     * Describes one goroutine, with its stack.
     *
     * @param threadId the number of its thread
     * @return a JSON object, or the empty string if there is none
     */
    String goroutine(long threadId);

    /**
     * Lists the members of a group, as {@code Snapshot.members} does.
     *
     * @param scope the id of the scope
     * @param group the name of the group
     * @param startedAt where its members were started
     * @param from how many to pass over
     * @return a JSON object
     */
    String members(String scope, String group, String startedAt, int from);

    /**
     * Lists the goroutines that a text is found in, as {@code Snapshot.search} does.
     *
     * @param text the text
     * @param from how many to pass over
     * @return a JSON object
     */
    String search(String text, int from);
}
