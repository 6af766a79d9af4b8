package dev.sluice.sync;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A single flight lets callers who ask for the same thing at the same time share one call.
 *
 * {@snippet :
 * SingleFlight<UserId, Profile> profiles = SingleFlight.in(scope);
 * …
 * Profile profile = profiles.call(user, () -> database.load(user)); // from any thread
 * }
 *
 * <p>The first who asks for a key has the call started; those who ask while it runs wait with him, and all get its value, or are
 * thrown what it threw. It isn't a cache: who asks later has it called again.
 *
 * <p><b>Whose call it is.</b> Nobody's: it runs in a goroutine of the scope, and a caller who is cancelled takes only himself
 * away. When the last has left, nobody wants the result any more, and the call is cancelled. Its {@linkplain Context#current
 * context} has the values of the first caller's, and neither his cancellation nor his deadline. A call that asks for its own
 * key waits for itself.
 *
 * <p><b>End.</b> {@link #close} lets no more calls begin; those that run go on. The {@code join} of the scope waits for that, so
 * close first. If the scope is cancelled, or its block ends, so do the calls: callers get a {@link CancelledException}.
 *
 * <p>Single flights are safe for use by any number of threads, in the scope or not. Memory consistency: actions of the call
 * <i>happen-before</i> the return of each {@code call} that shares it.
 *
 * @param <K> the type of the keys, which must have {@code equals} and {@code hashCode}
 * @param <V> the type of the values
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/singleflight">Go's singleflight</a>
 */
public final class SingleFlight<K, V extends @Nullable Object> {
    /*
     * Callers may be on any thread, and only goroutines of a scope may start others in it. So a goroutine of the scope, the
     * keeper, starts the calls. Callers leave them in a queue and never wait for the keeper: a caller who was interrupted then
     * would leave others behind, who wait for a call that nobody starts.
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
        final Callable<? extends V> body;
        final Context context = Context.current().detached();
        final Promise<V> outcome = new Promise<>("single flight");

        // Guarded by the lock.
        int callers;

        @Nullable
        Task<?> task;

        Flight(K key, Callable<? extends V> body) {
            this.key = key;
            this.body = body;
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
     * itself; a checked one is the cause of a {@link CompletionException}, or use {@link #call(Object, Class, Callable)}.
     *
     * @param key what is asked for
     * @param body gets it; not called if a call for the key runs
     * @return its value
     * @throws CancelledException if the scope was cancelled
     * @throws CompletionException if it threw a checked exception
     * @throws IllegalStateException if this is closed
     * @throws InterruptedException if the calling thread is interrupted, or its goroutine cancelled; the call goes on if others
     *     wait for it
     */
    public V call(K key, Callable<? extends V> body) throws InterruptedException {
        return call(key, RuntimeException.class, body);
    }

    /**
     * Calls, or waits for the call for this key that runs already; what it throws of this type is thrown as itself.
     *
     * @param key what is asked for
     * @param type the type of a checked exception that the call may throw
     * @param body gets it; not called if a call for the key runs
     * @param <X> that type
     * @return its value
     * @throws X if the call threw one
     * @throws CancelledException if the scope was cancelled
     * @throws CompletionException if it threw a checked exception of another type
     * @throws IllegalStateException if this is closed
     * @throws InterruptedException if the calling thread is interrupted, or its goroutine cancelled; the call goes on if others
     *     wait for it
     */
    public <X extends Exception> V call(K key, Class<X> type, Callable<? extends V> body)
            throws X, InterruptedException {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(body, "body");
        World.step("call", this);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Flight flight = join(key, body);
        boolean landed = false;
        try {
            flight.outcome.done().receive();
            landed = true;
        } finally {
            if (!landed) {
                leave(flight);
            }
        }
        return flight.outcome.await(type);
    }

    private Flight join(K key, Callable<? extends V> body) {
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
            flight = new Flight(key, body);
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
            if (flight.callers == 0) {
                flights.remove(flight.key, flight);
                unwanted = flight.task;
            }
        }
        if (unwanted != null) {
            unwanted.cancel();
        }
    }

    /**
     * Lets the next caller for a key have it called anew, even if a call runs now. Those who wait for that get its value.
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
     * Answers how many calls are under way.
     *
     * @return the number of those whose outcome isn't known
     */
    public int inFlight() {
        synchronized (lock) {
            return live.size();
        }
    }

    /**
     * Answers how many callers wait for a call.
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

    /**
     * Lets no more calls begin. This doesn't wait for those that run; the scope does.
     *
     * @return whether this call was the one that closed it; false if it was closed, or the scope cancelled, before
     */
    public boolean close() {
        World.step("close", this);
        boolean first;
        synchronized (lock) {
            first = !closed;
            closed = true;
        }
        signals.close();
        return first;
    }

    /** Answers how many calls are under way, for people to read. */
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
            startAll(calls); // who came in before the close, and found a signal there
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
                unwanted = flight.callers == 0;
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
            V value = Context.merge(flight.context, own).call(flight.body::call);
            land(flight);
            flight.outcome.complete(value);
        } catch (Throwable e) {
            land(flight);
            boolean isCancelled = e instanceof InterruptedException && own.isCancelled();
            flight.outcome.fail(isCancelled ? new CancelledException("the call was cancelled", e) : e);
        }
    }

    /** Takes a flight out before its outcome is set, so that who has seen the outcome and asks again has it called again. */
    private void land(Flight flight) {
        synchronized (lock) {
            flights.remove(flight.key, flight);
            live.remove(flight);
        }
    }

    /** Ends what nobody will start or land any more: nothing, unless the scope was cancelled. */
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
