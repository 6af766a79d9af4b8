package dev.sluice;

import dev.sluice.inspect.GoroutineState;
import dev.sluice.inspect.LeakProfile;
import dev.sluice.inspect.SluiceMXBean;
import dev.sluice.inspect.Snapshot;
import java.util.Optional;

// Floor: reports
/**
 * A look inside the running program: its scopes, its goroutines and what they wait for, its channels, pipelines and policies.
 *
 * {@snippet :
 * System.err.println(Sluice.dump());
 * }
 *
 * {@snippet lang=text :
 * 2026-11-21T10:15:30Z  3 goroutines
 * thread main #3 waits in join scope crawl (dev.sluice.Scope@4c3e4790) for 2.0 s
 *   scope crawl: 3 running, 3 started
 *     goroutine crawl/fetch-1 #36 waits in send channel pages (dev.sluice.Channel@38cccef) for 2.0 s; started at Crawl.java:18
 *     and 2 more like it
 * channels
 *   pages (dev.sluice.Channel@38cccef): 8 of 8, at most 8; 8 sent, 0 received, 0 dropped; 3 wait to send, 0 to receive; open
 * }
 *
 * <p>Threads have the same names and numbers, and what they wait at has the same {@code class@hash}, in {@code jcmd PID
 * Thread.dump_to_file}, which shows their stacks.
 *
 * <p>Apart from {@link #leaks()}, nothing here waits, and nothing stops a goroutine for longer than it takes to read the figures of a
 * channel. All methods may be called by any thread.
 */
public final class Sluice {
    private Sluice() {}

    /**
     * Returns a text that describes what all goroutines do.
     *
     * @return the text, whose lines end with a line feed
     */
    public static String dump() {
        return snapshot().toText();
    }

    /**
     * Returns the state of all scopes, goroutines, channels, runs of pipelines, and policies. If several class loaders have loaded Sluice,
     * these are those of this class's loader.
     *
     * @return the state
     */
    public static Snapshot snapshot() {
        return Look.everywhere(0);
    }

    /**
     * Returns the state of everything, like {@link #snapshot()}, with the stacks of the goroutines. This takes about ten microseconds for
     * each goroutine, which is stopped for a moment.
     *
     * @param frames the largest number of frames of each stack, at least 0
     * @return the state
     * @throws IllegalArgumentException if the number is negative
     */
    public static Snapshot snapshot(int frames) {
        return Look.everywhere(atLeastZero(frames));
    }

    /**
     * Returns the state of one goroutine, or of another thread that has a scope open, with its stack and without the scopes that it has
     * open.
     *
     * @param threadId the id of its thread
     * @param frames the largest number of frames of the stack, at least 0
     * @return the state, or nothing if there is no such goroutine
     * @throws IllegalArgumentException if the number of frames is negative
     */
    public static Optional<GoroutineState> goroutine(long threadId, int frames) {
        return Look.at(threadId, atLeastZero(frames));
    }

    private static int atLeastZero(int frames) {
        if (frames < 0) {
            throw new IllegalArgumentException("frames must be at least 0, was " + frames);
        }
        return frames;
    }

    /**
     * Requests a garbage collection, and returns the goroutines that wait for ever: all that have been found so far in scopes that
     * {@linkplain Scope#detectLeaks detect leaks}. Their stacks are not known, only where they were started.
     *
     * <p>This waits until the collection is done and its findings have been reported to the scopes, for at most ten seconds. With {@code
     * -XX:+DisableExplicitGC} there is no collection, and this returns what earlier ones have found.
     *
     * @return all leaks since the program began
     * @throws InterruptedException if interrupted
     */
    public static LeakProfile leaks() throws InterruptedException {
        return Leaks.profile(0);
    }

    /**
     * Requests a garbage collection, and returns the goroutines that wait for ever, like {@link #leaks()}. Those that this collection
     * finds come with their stacks. For this, the stacks of all waiting goroutines in scopes that detect leaks are read beforehand, which
     * costs as much as {@link #snapshot(int)}.
     *
     * @param frames the largest number of frames of each stack, at least 0
     * @return all leaks since the program began
     * @throws IllegalArgumentException if the number is negative
     * @throws InterruptedException if interrupted
     */
    public static LeakProfile leaks(int frames) throws InterruptedException {
        return Leaks.profile(atLeastZero(frames));
    }

    /**
     * Registers the {@link SluiceMXBean} with the JVM's MBean server, unless it is registered already, for {@code ./sluice dump PID} and
     * JMX consoles. A program that is started with {@code -Dsluice.mbean=true} does the same in the background, a second after its first
     * scope is opened. This call returns when it is done, which may take a tenth of a second if the JVM has not used JMX before.
     *
     * <p>This sets the system property {@code sluice.mbean}, by which {@code ./sluice dump} finds programs.
     *
     * @throws IllegalStateException if the module {@code java.management} is absent, or the MBean server refuses
     */
    public static void registerMBean() {
        registerMBean(true);
    }

    /** Registers the MBean; if it isn't asked for but set by the property, only while it was not taken back. */
    static void registerMBean(boolean isAsked) {
        try {
            Management.register(isAsked);
        } catch (LinkageError e) {
            throw new IllegalStateException("an MBean needs the module java.management, which isn't there", e);
        }
    }

    /**
     * Unregisters the MBean, if it is registered: for applications that are loaded and unloaded within one JVM, since the registration
     * keeps the class loader from being collected. From then on, the property {@code sluice.mbean} doesn't register it again.
     *
     * @throws IllegalStateException if the MBean server refuses
     */
    public static void unregisterMBean() {
        try {
            Management.unregister();
        } catch (LinkageError _) {
            // Without JMX, nothing is registered.
        }
    }
}
