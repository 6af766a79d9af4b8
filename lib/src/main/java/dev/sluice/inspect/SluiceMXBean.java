package dev.sluice.inspect;

import java.util.List;

/**
 * The look inside a running program as an MBean, for monitoring and for people at a JMX console: what {@link Snapshot}
 * shows.
 *
 * <p>It is there once {@code Sluice.registerMBean()} was called; in a program that was started with {@code
 * -Dsluice.mbean=true}, a second after its first scope is opened. Each attribute is looked up when asked for. (It is
 * the getters of an MBean that make its attributes; hence their names.)
 *
 * <p>It is safe for use by any number of threads.
 */
public interface SluiceMXBean {
    /**
     * The name it is registered by. Where one JVM has several of it, by different class loaders, the others have the
     * property {@code loader} too.
     */
    String NAME = "dev.sluice:type=Sluice";

    /**
     * Returns how many goroutines there are.
     *
     * @return the number of those that have not ended
     */
    long getGoroutines();

    /**
     * Returns how many goroutines wait.
     *
     * @return the number of those that are parked in an operation of the library
     */
    long getWaiting();

    /**
     * Returns how many scopes are open.
     *
     * @return the number of all, inner ones included
     */
    long getScopes();

    /**
     * Returns the state of the channels.
     *
     * @return those that have a name
     */
    List<ChannelState> getChannels();

    /**
     * Returns how far the stages of pipelines are.
     *
     * @return those of all runs that go on, run by run, each from its source to its end
     */
    List<StageState> getStages();

    /**
     * Describes what all goroutines do.
     *
     * @return lines, each with an end
     */
    default String dump() {
        return dump(0);
    }

    /**
     * Describes what all goroutines do, for people to read, with their stacks.
     *
     * @param frames how many frames of each stack to show, at least 0
     * @return lines, each with an end
     */
    String dump(int frames);

    /**
     * Describes what all goroutines do as JSON.
     *
     * @return a JSON object
     */
    default String dumpJson() {
        return dumpJson(0);
    }

    /**
     * Describes what all goroutines do as JSON, with their stacks.
     *
     * @param frames how many frames of each stack to show, at least 0
     * @return a JSON object
     */
    String dumpJson(int frames);

    /**
     * Describes what all goroutines do, the channels, pipelines and policies, as JSON that stays small however much there is; see {@link
     * Snapshot#toDigest}.
     *
     * @return a JSON object
     */
    String digest();

    /**
     * Describes a goroutine, or another thread that has a scope open, as JSON, without its scopes.
     *
     * @param threadId the number of its thread
     * @param frames how many frames of its stack to show, at least 0
     * @return a JSON object, or the empty string if there is none
     */
    String goroutine(long threadId, int frames);

    /**
     * Lists the members of a group that a digest shows; see {@link Snapshot#members}.
     *
     * @param scope the id of the scope
     * @param group the name of the group
     * @param startedAt where its members were started
     * @param from how many to pass over
     * @return a JSON object
     */
    String members(String scope, String group, String startedAt, int from);

    /**
     * Lists the goroutines that a text is found in; see {@link Snapshot#search}.
     *
     * @param text the text
     * @param from how many to pass over
     * @return a JSON object
     */
    String search(String text, int from);
}
