/*
 * Inside, the files of this package stand on four floors, from the lowest to the highest:
 *
 *     waiting   locks, queues, waits, and what is known of a thread: Wait, Strand, Region ...
 *     channels  what changes hands, and select: Channel, ClockChannel, Select ...
 *     scopes    contexts, scopes, and their goroutines: Context, Scope, Task ...
 *     reports   looks at all of that: Look, DeadlockCheck, Leaks, Management, Sluice ...
 *
 * A file knows only its own floor and those below it. The line in front of its class comment names its floor, FloorsTest holds the
 * order, and docs/design.md lists what belongs to each.
 */

/**
 * Channels, select, context and structured scopes: what Go's concurrency consists of, on Java's virtual threads.
 *
 * <p>A <i>goroutine</i> is a virtual thread that a {@link dev.sluice.Scope} has started. Goroutines hand each other values
 * through {@linkplain dev.sluice.Channel channels}, wait for several things at once with {@link dev.sluice.Select}, and learn
 * from their {@link dev.sluice.Context} when to stop. Any thread may use channels and selects; only goroutines are cancelled.
 *
 * <h2>Words</h2>
 *
 * <dl>
 *   <dt>Waiting
 *   <dd>A method that may wait declares {@link java.lang.InterruptedException}. Either its operation happens, or it throws.
 *       Methods named {@code offer}, {@code try…} and {@code poll} never wait. A method with a {@link java.time.Duration} as a
 *       timeout waits no longer than that.
 *   <dt>Closing
 *   <dd>Senders close a channel: no value will follow. Values in the buffer can still be received.
 *   <dt>Cancelling
 *   <dd>A receiver cancels a channel, and an owner cancels a scope, a task or a context: the result isn't wanted any more. A
 *       cancellation reaches everything below and nothing above.
 *   <dt>Interrupting
 *   <dd>How a cancellation reaches a thread. A wait of this library throws a {@link dev.sluice.ContextCancelledException}, and so does
 *       each further one until the goroutine ends, the scope is closed, or the {@link dev.sluice.Context#run} returns. A blocking call of
 *       the JDK is interrupted once. Code that must wait after that runs in a {@linkplain dev.sluice.Context#detached detached} context.
 * </dl>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li>An operation that is matched has happened, even if an interrupt comes at the same moment; the interrupt flag then
 *       stays set.
 *   <li>A method that is interrupted before it waits throws at once, and has done nothing.
 *   <li>A method that can't declare {@code InterruptedException}, as in a for loop over a channel, throws a {@link
 *       dev.sluice.CancelledException} instead; after an interrupt by other code, the interrupt flag stays set.
 *   <li>Each thread is started by a scope, apart from the library's own: one for timers, one that detects deadlocks, one that
 *       detects leaks, and helpers that interrupt threads, run {@code onCancel} actions and register the MBean. They are daemons,
 *       and end when there is nothing to do.
 *   <li>User code (suppliers, hooks, actions) never runs under a lock of the library.
 * </ul>
 */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
