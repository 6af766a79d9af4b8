package dev.sluice.sync;

import dev.sluice.CancellationSwallowedError;
import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A single flight lets callers that ask for the same thing at the same time share one call.
 *
 * {@snippet :
 * try (SingleFlight<UserId, Profile> profiles = SingleFlight.in(scope)) {
 *     …
 *     Profile profile = profiles.call(user, () -> database.load(user)); // from any thread
 * }
 * scope.join();
 * }
 *
 * <p>The first caller for a key has the call started; callers that ask while it runs wait too, and all get its value, or are thrown
 * what it threw. It isn't a cache: a later caller has it called again.
 *
 * <p><b>Whose call it is.</b> None of the callers': it runs in a goroutine of the scope, and a caller that is cancelled only leaves
 * the others. When the last has left, the result isn't wanted any more, and the call is cancelled. Its {@linkplain Context#current
 * context} has the values of the first caller's, and neither its cancellation nor its deadline. A call that asks for its own
 * key waits for itself.
 *
 * <p><b>End.</b> {@link #close} lets no more calls begin; those that run go on. The {@code join} of the scope waits for that, so
 * close first, best by a try block. If the scope is cancelled, or its block ends, so do the calls: callers get a {@link
 * CancelledException}. A caller that is itself cancelled gets a {@link ContextCancelledException}, also at the same moment.
 *
 * <p>Single flights are safe for use by any number of threads, in the scope or not. Memory consistency: actions of the call
 * <i>happen-before</i> the return of each {@code call} that shares it.
 *
 * @param <K> the type of the keys, which must have {@code equals} and {@code hashCode}; these are called under a lock of the single flight,
 *     so they must not wait
 * @param <V> the type of the values
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/singleflight">Go's singleflight</a>
 */
public final class SingleFlight<K, V extends @Nullable Object> implements AutoCloseable {
    /*
     * Callers may be on any thread, and only goroutines of a scope may start others in it. So a goroutine of the scope, the
     * keeper, starts the calls. Callers leave them in a queue and never wait for the keeper: a caller that was interrupted then
     * would leave others behind, which wait for a call that is never started.
     *
     * Invariants, true whenever the lock is free
     *  - A flight is live from its first caller until its outcome is set; it is in the map too, unless it was forgotten or all
     *    of its callers have left.
     *  - A flight without callers is cancelled, by the last to leave or, if its task wasn't known then, by the keeper.
     *  - Whatever becomes of the keeper, the outcome of every live flight is set at last.
     */
    private enum Signal {
        START
    }

    private final class Flight {
        final K key;
        final CheckedSupplier<? extends V, ?> loader;
        final Context context = Context.current().detached();
        final Promise<V> outcome = new Promise<>("single flight");

        // Guarded by the lock.
        int callers;

        @Nullable
        Task<?> task;

        Flight(K key, CheckedSupplier<? extends V, ?> loader) {
            this.key = key;
            this.loader = loader;
        }
    }

    private final Channel<Signal> signals =
            OwnChannels.unlisted(Channel.named("calls to start")).buffered(1);
    private final Object lock = new Object();

    // Guarded by the lock.
    private final Map<K, Flight> flights = new HashMap<>();
    private final Set<Flight> live = new LinkedHashSet<>();
    private final Queue<Flight> toStart = new ArrayDeque<>();
    private boolean closed;

    private SingleFlight() {}

    /**
     * Creates a single flight whose calls run in a scope.
     *
     * @param scope the scope; it takes up one goroutine of it until it is closed
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return an open single flight
     * @throws InterruptedException if interrupted, or cancelled, while waiting for a slot of the scope; nothing was started
     */
    public static <K, V extends @Nullable Object> SingleFlight<K, V> in(Scope scope) throws InterruptedException {
        var made = new SingleFlight<K, V>();
        Task<?> keeper = scope.go("single-flight", made::keep);
        if (keeper.state() == Task.State.CANCELLED) {
            made.end(); // the scope is cancelled, and the keeper was never started
        }
        return made;
    }

    /**
     * Calls, or waits for the call for this key that runs already. An unchecked exception or error that it throws is thrown as
     * itself; a checked one is the cause of a {@link CompletionException}, or use {@link #call(Object, Class, CheckedSupplier)}.
     *
     * @param key what is asked for
     * @param loader gets it; not called if a call for the key runs
     * @return its value
     * @throws CancelledException if the scope was cancelled
     * @throws CompletionException if it threw a checked exception
     * @throws IllegalStateException if this is closed
     * @throws InterruptedException if the calling thread is interrupted, or its goroutine cancelled, which is told by a {@link
     *     ContextCancelledException}; the call goes on if others wait for it
     */
    public V call(K key, CheckedSupplier<? extends V, ?> loader) throws InterruptedException {
        return call(key, RuntimeException.class, loader);
    }

    /**
     * Calls, or waits for the call for this key that runs already; what it throws of this type is thrown as itself.
     *
     * @param key what is asked for
     * @param type the type of a checked exception that the call may throw
     * @param loader gets it; not called if a call for the key runs
     * @param <X> that type
     * @return its value
     * @throws X if the call threw one
     * @throws CancelledException if the scope was cancelled
     * @throws CompletionException if it threw a checked exception of another type
     * @throws IllegalStateException if this is closed
     * @throws InterruptedException as for {@link #call(Object, CheckedSupplier)}
     */
    public <X extends Exception> V call(K key, Class<X> type, CheckedSupplier<? extends V, ?> loader)
            throws X, InterruptedException {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(loader, "loader");
        World.step("call", this);
        Context.checkpoint();
        Flight flight = join(key, loader);
        try {
            return flight.outcome.await(type);
        } finally {
            leave(flight);
        }
    }

    private Flight join(K key, CheckedSupplier<? extends V, ?> loader) {
        Flight flight;
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the single flight is closed");
            }
            flight = flights.get(key);
            if (flight != null) {
                flight.callers++;
                return flight;
            }
            flight = new Flight(key, loader);
            flight.callers = 1;
            flights.put(key, flight);
            live.add(flight);
            toStart.add(flight);
        }
        signals.offer(Signal.START);
        return flight;
    }

    private void leave(Flight flight) {
        Task<?> unwanted = null;
        synchronized (lock) {
            flight.callers--;
            if (isUnwanted(flight)) {
                flights.remove(flight.key, flight);
                unwanted = flight.task;
            }
        }
        if (unwanted != null) {
            unwanted.cancel();
        }
    }

    /** Whether all callers of a flight have left before it had an outcome. The caller holds the lock. */
    private boolean isUnwanted(Flight flight) {
        return flight.callers == 0 && live.contains(flight);
    }

    /**
     * Lets the next caller for a key have it called anew, even if a call runs now. Callers that wait for that get its value.
     *
     * @param key the key
     * @return whether a call for it runs
     */
    public boolean forget(K key) {
        Objects.requireNonNull(key, "key");
        World.step("forget", this);
        synchronized (lock) {
            return flights.remove(key) != null;
        }
    }

    /**
     * Returns how many calls are under way.
     *
     * @return the number of those whose outcome isn't known
     */
    public int inFlight() {
        synchronized (lock) {
            return live.size();
        }
    }

    /**
     * Returns how many callers wait for a call.
     *
     * @param key its key
     * @return their number; 0 if none is under way, or it was forgotten
     */
    public int callers(K key) {
        synchronized (lock) {
            Flight flight = flights.get(key);
            return flight == null ? 0 : flight.callers;
        }
    }

    /** Lets no more calls begin. This doesn't wait for those that run; the scope does. Closing again does nothing. */
    @Override
    public void close() {
        World.step("close", this);
        synchronized (lock) {
            closed = true;
        }
        signals.close();
    }

    /** Returns how many calls are under way. */
    @Override
    public String toString() {
        return "single flight (" + inFlight() + " in flight)";
    }

    // The keeper

    private void keep() throws InterruptedException {
        try (var calls = Scope.open().named("calls")) {
            while (signals.receive() != null) {
                startAll(calls);
            }
            startAll(calls); // calls that came in before the close, and found a signal there
            calls.join();
        } finally {
            end();
        }
    }

    private void startAll(Scope calls) throws InterruptedException {
        for (Flight flight; (flight = nextToStart()) != null; ) {
            Flight each = flight;
            Task<?> task = calls.go("call", () -> fly(each));
            boolean unwanted;
            synchronized (lock) {
                flight.task = task;
                unwanted = isUnwanted(flight);
            }
            if (unwanted) {
                task.cancel();
            }
        }
    }

    private @Nullable Flight nextToStart() {
        synchronized (lock) {
            return toStart.poll();
        }
    }

    private void fly(Flight flight) {
        Context own = Context.current();
        try {
            V value = Context.merge(flight.context, own).call(flight.loader::get);
            land(flight);
            flight.outcome.complete(value);
        } catch (Throwable e) {
            land(flight);
            boolean isCancelled =
                    (e instanceof Exception || e instanceof CancellationSwallowedError) && own.isCancelled();
            flight.outcome.fail(isCancelled ? new CancelledException("the call was cancelled", e) : e);
        }
    }

    /** Takes a flight out before its outcome is set, so that a caller that has seen the outcome and asks again has it called again. */
    private void land(Flight flight) {
        synchronized (lock) {
            flights.remove(flight.key, flight);
            live.remove(flight);
        }
    }

    /** Ends what will not be started or landed any more: nothing, unless the scope was cancelled. */
    private void end() {
        Collection<Flight> left;
        synchronized (lock) {
            closed = true;
            left = List.copyOf(live);
            live.clear();
            flights.clear();
            toStart.clear();
        }
        for (Flight flight : left) {
            flight.outcome.fail(new CancelledException("the scope of the single flight was cancelled", null));
        }
    }
}
