/**
 * Policies for calls to something that may be slow, busy or broken: rate limiters, circuit breakers, retries and hedges.
 *
 * <ul>
 *   <li>{@link dev.sluice.resilience.RateLimiter}, {@link dev.sluice.resilience.KeyedRateLimiter}: limit the rate of calls
 *   <li>{@link dev.sluice.resilience.CircuitBreaker}: refuses calls while they fail
 *   <li>{@link dev.sluice.resilience.Retry}: makes a call again when it has failed, after the delays of a {@link
 *       dev.sluice.resilience.Backoff}, within a {@link dev.sluice.resilience.RetryBudget}
 *   <li>{@link dev.sluice.resilience.Hedge}: makes a call again while it is slow
 *   <li>{@link dev.sluice.resilience.Guard}: puts several of these around one call
 * </ul>
 *
 * <p>What holds state is made once from immutable options: {@code RateLimiter.perSecond(50).burst(10).build()}. What holds
 * none ({@code Retry}, {@code Backoff}, {@code Guard}) is immutable itself, and its methods return changed copies.
 *
 * <h2>Words</h2>
 *
 * <dl>
 *   <dt>Policy
 *   <dd>One of these: it decides whether, when and how often a call is made.
 *   <dt>Attempt
 *   <dd>One run of the call's body. A call may take several, or none.
 *   <dt>Refusal
 *   <dd>A call that a policy doesn't let through: a {@link dev.sluice.resilience.RejectedException}. The body doesn't
 *       run.
 *   <dt>Failure
 *   <dd>An attempt that ended badly, because of what was called. A refusal is none. Neither is a cancellation: an
 *       {@link java.lang.InterruptedException}, a {@link java.util.concurrent.CancellationException}, or anything that
 *       is thrown while the caller's thread is interrupted or its context cancelled. It's never counted and never tried
 *       again. (A {@link dev.sluice.DeadlineExceededException}, or a {@link dev.sluice.ContextCancelledException} because
 *       of one, while the caller's context goes on is a failure: the deadline was set inside of the call.)
 * </dl>
 *
 * <h2>The order of policies</h2>
 *
 * <p>A {@link dev.sluice.resilience.Guard} puts them into this order, from the outside to the inside:
 *
 * <pre>
 *   fallback ( retry ( hedge ( breaker ( limiter ( timeout ( call ))))))
 * </pre>
 *
 * <dl>
 *   <dt>The timeout is innermost
 *   <dd>It bounds one attempt, from the moment it may begin. So the breaker sees an attempt that took too long as a
 *       failure, and the retry can make another. How long all of it may take is said by the context's deadline, which
 *       every wait here respects.
 *   <dt>The limiter is around each attempt
 *   <dd>It protects what is called, which sees attempts and not calls. It's inside of the breaker, so that what an open
 *       breaker refuses uses up no permits; and the wait for a permit isn't counted as slowness of what is called.
 *   <dt>The breaker is around both
 *   <dd>It has to see each attempt: outside of the retry it would see one failure where there were three, and could not
 *       stop the second and third.
 *   <dt>The hedge is inside of the retry
 *   <dd>Both of its attempts pass the breaker and the limiter. A loser is cancelled, and therefore not counted.
 *   <dt>The retry is around all that
 *   <dd>It doesn't try again what an open breaker refuses, unless told so: failing fast is what the breaker is for.
 *   <dt>The fallback is outermost
 *   <dd>It's for what is left when all else has been tried.
 * </dl>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li>There is no thread and no timer behind any of them; what depends on time is computed from the clock when it's
 *       asked for.
 *   <li>What a body throws comes out as itself. Where the caller has named no type, a checked exception comes as the
 *       cause of a {@link java.util.concurrent.CompletionException}. Where a predicate or fallback throws, that comes
 *       out, with the failure of the body suppressed on it.
 *   <li>A wait that would end only at the deadline of the current context or later isn't begun.
 *   <li>Each wait throws a {@link dev.sluice.ContextCancelledException} if the context of its caller is cancelled, before
 *       or while it waits. Only a result that is there already counts first.
 *   <li>No lock is held while a body, predicate or listener runs.
 * </ul>
 */
@NullMarked
package dev.sluice.resilience;

import org.jspecify.annotations.NullMarked;
