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
 * <p>But for {@link #leaks()}, nothing here waits, and nothing holds a goroutine up for longer than it takes to read a channel's figures. It is safe for use by
 * any number of threads.
 */
public final class Sluice {
    private Sluice() {}

    /**
     * Describes what all goroutines do, for people to read.
     *
     * @return lines, each with an end
     */
    public static String dump() {
        return snapshot().toText();
    }

    /**
     * Looks at all scopes, goroutines, channels, runs of pipelines, and policies. Those of this class loader's Sluice: there may be more in one JVM.
     *
     * @return what there is
     */
    public static Snapshot snapshot() {
        return Look.everywhere(0);
    }

    /**
     * Looks at all scopes, goroutines and channels, like {@link #snapshot()}, and at the stacks. That takes some ten microseconds a
     * goroutine, and each of them is stopped for a moment.
     *
     * @param frames how many frames of each stack to keep, at least 0
     * @return what there is
     * @throws IllegalArgumentException if the number is negative
     */
    public static Snapshot snapshot(int frames) {
        return Look.everywhere(atLeastZero(frames));
    }

    /**
     * Looks at one goroutine, or at another thread that has a scope open, and at its stack; without the scopes that it has open.
     *
     * @param threadId the number of its thread
     * @param frames how many frames of the stack to keep, at least 0
     * @return what it does, or nothing if there is no such goroutine
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
     * Asks for a garbage collection, and returns which goroutines wait for ever: those that were found so far in scopes that
     * {@linkplain Scope#detectLeaks detect leaks}. Their stacks are not known, only where they were started.
     *
     * <p>It waits for the collection, and until what was found is told to those concerned, ten seconds at most. A JVM that
     * is told not to heed such requests ({@code -XX:+DisableExplicitGC}) does no collection, and this returns what its own have found.
     *
     * @return what was found since the program began
     * @throws InterruptedException if interrupted
     */
    public static LeakProfile leaks() throws InterruptedException {
        return Leaks.profile(0);
    }

    /**
     * Asks for a garbage collection, and returns which goroutines wait for ever, like {@link #leaks()}. Those that this collection
     * finds come with their stacks. To that end the stacks of all that wait in scopes that detect leaks are looked at, at the price of
     * {@link #snapshot(int)}, and those of the others are dropped again.
     *
     * @param frames how many frames of each stack to keep, at least 0
     * @return what was found since the program began
     * @throws IllegalArgumentException if the number is negative
     * @throws InterruptedException if interrupted
     */
    public static LeakProfile leaks(int frames) throws InterruptedException {
        return Leaks.profile(atLeastZero(frames));
    }

    /**
     * Registers the {@link SluiceMXBean} with the JVM's MBean server, unless it is, so that {@code ./sluice dump PID} and JMX
     * consoles can look inside. Starting a program with {@code -Dsluice.mbean=true} does the same in the background, a second after its
     * first scope is opened; this call returns when it is done, which may take a tenth of a second if the JVM has not used JMX before.
     *
     * <p>It sets the system property {@code sluice.mbean}, by which {@code ./sluice dump} finds the programs that can be looked at.
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
     * Takes the MBean back, if it is registered: for what is loaded and unloaded within one JVM, since the registration holds on to
     * the class loader. The property {@code sluice.mbean} doesn't register it again from then on.
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
