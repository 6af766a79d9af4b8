/**
 * What goroutines meet at, share and hand out: semaphores, barriers, promises, worker pools, topics, shared calls.
 *
 * <table>
 *   <caption>What to use for what</caption>
 *   <tr><th>Type</th><th>For</th></tr>
 *   <tr><td>{@link dev.sluice.sync.Semaphore}</td><td>at most a fixed number, or a fixed total, at once</td></tr>
 *   <tr><td>{@link dev.sluice.sync.Barrier}</td><td>all wait for all, again and again</td></tr>
 *   <tr><td>{@link dev.sluice.sync.WaitGroup}</td><td>wait until a count of things has come down to none</td></tr>
 *   <tr><td>{@link dev.sluice.sync.Promise}</td><td>a value or a failure that will be set once</td></tr>
 *   <tr><td>{@link dev.sluice.sync.Awaitable}</td><td>promises and tasks put together: {@code map}, {@code all}, {@code any},
 *       {@code race}</td></tr>
 *   <tr><td>{@link dev.sluice.sync.WorkerPool}</td><td>many jobs, a fixed number at a time, a queue in front and results behind</td></tr>
 *   <tr><td>{@link dev.sluice.sync.Topic}</td><td>publish to all subscribers, each at a pace of its own</td></tr>
 *   <tr><td>{@link dev.sluice.sync.SingleFlight}</td><td>many ask for the same at once, one does the work</td></tr>
 * </table>
 *
 * <p>An error group is a {@link dev.sluice.Scope} with a {@link dev.sluice.Scope#limit limit}, and has no class of its own.
 *
 * <h2>Words</h2>
 *
 * Waiting, closing, cancelling and interrupting mean what they mean in {@link dev.sluice}. And so:
 *
 * <dl>
 *   <dt>Leaving
 *   <dd>Said by one of several that share something: they are to go on without it. A party leaves a {@link
 *       dev.sluice.sync.Barrier}; a caller that is cancelled leaves the others of a {@link dev.sluice.sync.SingleFlight}.
 *   <dt>Draining
 *   <dd>What follows a close: what was taken in is done to its end, and nothing is taken in any more.
 *   <dt>Lag
 *   <dd>How many values a subscriber is behind: they are there for it, and it hasn't received them.
 * </dl>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li>A method that waits throws a {@link dev.sluice.ContextCancelledException} in a goroutine that is cancelled: before it
 *       begins, while it waits, and also if what it waits for has ended at the same moment. It has taken nothing then. Where it
 *       takes a {@link dev.sluice.Context}, it ends with that one too, by a {@link dev.sluice.CancelledException}.
 *   <li>A method that waits for something to happen, and is given a {@link java.time.Duration}, throws a {@link
 *       java.util.concurrent.TimeoutException} if it hasn't. A method that tries doesn't wait, and returns what can't be taken for
 *       a success.
 *   <li>{@code done()} is a channel that is closed at the end.
 *   <li>Work that is handed to a goroutine of another scope ({@link dev.sluice.sync.WorkerPool}, {@link
 *       dev.sluice.sync.SingleFlight}) has the values of the context in which it was handed over, and neither its cancellation
 *       nor its deadline.
 *   <li>Nothing here starts a goroutine but a {@link dev.sluice.sync.WorkerPool}, a {@link dev.sluice.sync.SingleFlight} and
 *       {@link dev.sluice.sync.Awaitable#in}: in the scope they were given.
 *   <li>Code of yours (actions, jobs, hooks, functions) never runs under a lock.
 * </ul>
 */
@NullMarked
package dev.sluice.sync;

import org.jspecify.annotations.NullMarked;
