package dev.sluice.flow;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.inspect.PipelineState;
import dev.sluice.inspect.StageState;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A stage of a run: its goroutines, its queues at both ends, and what it has done so far. */
final class Station implements Link.Upstream {
    /*
     * The end of the stream runs downwards: when the last goroutine of a station has returned, the outputs are closed; but only
     * if all have returned normally. One that threw or was cancelled leaves the outputs open: then the whole run is being
     * cancelled, or nothing receives there any more; and a stream that was cut off must not look complete.
     *
     * Leaving runs upwards: a station that isn't wanted any more cancels its goroutines, wherever they wait, in code of users
     * too. When the last of them has ended it leaves its inputs, in whichever way it ended; where an input has been read to its
     * end that does nothing.
     *
     * There are workers, of which more may be started and some retired while the station runs, and companions, which put results
     * in order or sort items by their keys. `going` counts both, `live` the workers. A worker that retires takes itself off `live` by a
     * compare-and-set against `target`, so that no two retire for one; and 0 stays 0.
     */

    /** What a goroutine of a station runs, until there is nothing more to do. */
    @FunctionalInterface
    interface Body {
        void run(Worker worker) throws Exception;
    }

    private final String name;
    private final List<? extends Link<?>> inputs;
    private final List<Channel<?>> outputs = new ArrayList<>();
    private final List<Body> companions = new ArrayList<>();
    private final AtomicInteger going = new AtomicInteger();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger mostLive = new AtomicInteger();

    /** Wakes workers that wait for items, so that they look whether they are to retire. */
    final Channel<Station> retirements =
            OwnChannels.unlisted(Channel.named("retirements")).unbuffered();

    private final Channel<Void> ended =
            OwnChannels.unlisted(Channel.named("ended")).unbuffered();

    // Set before the start.
    private Workers<?> workers = Workers.ONE;
    private Body work = _ -> {};
    private Runnable afterWorkers = () -> {};
    private @Nullable Scope scope;

    private volatile int target = 1;
    private volatile boolean cutOff;

    // Guarded by this.
    private final Roster<Task<?>> tasks = new Roster<>(each -> each.state() != Task.State.RUNNING);
    private final List<Tally> tallies = new ArrayList<>();
    private final List<Tally> freeTallies = new ArrayList<>();
    private boolean left;
    private boolean interrupted;

    Station(String name, List<? extends Link<?>> inputs) {
        this.name = name;
        this.inputs = inputs;
    }

    /** Adds a channel that is closed when the station has ended well. */
    <C extends Channel<?>> C output(C channel) {
        outputs.add(channel);
        return channel;
    }

    void work(Workers<?> number, Body body) {
        workers = number;
        work = body;
        target = number.min();
    }

    /** Adds a goroutine that isn't a worker; its time doesn't count. */
    void companion(Body body) {
        companions.add(body);
    }

    /** Says what is to be done when the last worker has ended, and all have ended normally. */
    void afterWorkers(Runnable action) {
        afterWorkers = action;
    }

    String name() {
        return name;
    }

    boolean isElastic() {
        return workers.isElastic();
    }

    Workers<?> workers() {
        return workers;
    }

    // Goroutines

    /** Starts the goroutines; to be called in the scope. Those of stations downstream have been started before. */
    void start(Scope scope) throws InterruptedException {
        this.scope = scope;
        going.set(companions.size() + workers.min());
        live.set(workers.min());
        mostLive.set(workers.min());
        for (Body companion : companions) {
            go(scope, () -> run(companion, false));
        }
        for (int i = 0; i < workers.min(); i++) {
            go(scope, () -> run(work, true));
        }
    }

    private void go(Scope scope, CheckedRunnable<Exception> body) throws InterruptedException {
        Task<?> task = scope.go(name, body);
        boolean unwanted;
        synchronized (this) {
            tasks.add(task);
            unwanted = left || interrupted;
        }
        if (unwanted) {
            task.cancel();
        }
    }

    private void run(Body body, boolean isWorker) throws Exception {
        Worker worker = new Worker(this, takeTally(), isWorker, isWorker && isElastic());
        boolean returned = false;
        if (isWorker) {
            worker.tally.begin();
        }
        try (worker) {
            body.run(worker);
            returned = true;
        } catch (ChannelFailedException e) {
            if (!(e.getCause() instanceof CancelledException && (isLeft() || isCancelled()))) {
                throw e; // else a companion was cancelled a moment before this one
            }
        } finally {
            if (!returned) {
                cutOff = true;
            }
            if (isWorker) {
                worker.tally.end();
                if (!worker.isRetired() && live.decrementAndGet() == 0 && !cutOff) {
                    afterWorkers.run();
                }
            }
            giveBack(worker.tally);
            oneLess();
        }
    }

    private void oneLess() {
        if (going.decrementAndGet() == 0 && ended.close()) {
            if (!cutOff) {
                outputs.forEach(Channel::close);
            }
            inputs.forEach(Link::leave);
        }
    }

    /** Returns a channel that is closed when all goroutines have ended. */
    ReceiveChannel<Void> ended() {
        return ended;
    }

    /** Ends the station, since its items aren't wanted. Those upstream are told when it has ended. */
    @Override
    public void leave() {
        List<Task<?>> toCancel;
        synchronized (this) {
            if (left) {
                return;
            }
            left = true;
            toCancel = tasks.copy();
        }
        toCancel.forEach(Task::cancel);
    }

    /** Interrupts what the goroutines wait for, and lets them go on. */
    void interrupt() {
        List<Task<?>> toInterrupt;
        synchronized (this) {
            interrupted = true;
            toInterrupt = tasks.copy();
        }
        toInterrupt.forEach(Task::cancel);
    }

    /** Whether its items aren't wanted any more. */
    synchronized boolean isLeft() {
        return left;
    }

    /** Whether the run is cancelled. */
    boolean isCancelled() {
        return scope != null && scope.context().isCancelled();
    }

    // The number of workers

    /** Returns the number of workers. */
    int live() {
        return live.get();
    }

    /** Changes the number of workers: starts some now, or lets some end as soon as they have no item. */
    void resize(int number) throws InterruptedException {
        target = number;
        while (mayAdd(number)) {
            go(Objects.requireNonNull(scope), () -> run(work, true));
        }
        for (int i = live.get(); i > number; i--) {
            retirements.offer(this);
        }
    }

    /** Adds a worker to the number, if there are too few, and any; `going` first, so that the end waits for the new one. */
    private boolean mayAdd(int number) {
        going.incrementAndGet();
        for (int now; (now = live.get()) > 0 && now < number; ) {
            if (live.compareAndSet(now, now + 1)) {
                mostLive.accumulateAndGet(now + 1, Math::max);
                return true;
            }
        }
        oneLess();
        return false;
    }

    /** Takes a worker off the number, if there are more than there are to be. */
    boolean mayRetire() {
        for (int now; (now = live.get()) > target; ) {
            if (live.compareAndSet(now, now - 1)) {
                return true;
            }
        }
        return false;
    }

    // Counting

    private synchronized Tally takeTally() {
        if (!freeTallies.isEmpty()) {
            return freeTallies.removeLast();
        }
        Tally tally = new Tally();
        tallies.add(tally);
        return tally;
    }

    private synchronized void giveBack(Tally tally) {
        freeTallies.add(tally);
    }

    private synchronized List<Tally> tallies() {
        return List.copyOf(tallies);
    }

    StageProgress progress() {
        long now = World.current().nanoTime();
        long in = 0;
        long out = 0;
        long failed = 0;
        long alive = 0;
        long input = 0;
        long output = 0;
        int queued = inputs.stream().mapToInt(each -> each.queue().length()).sum();
        int highWater = queued;
        for (Tally tally : tallies()) {
            out += tally.out();
            failed += tally.failedItems();
            in += tally.in();
            alive += tally.aliveNanos(now);
            input += tally.inputNanos(now);
            output += tally.outputNanos(now);
            highWater = Math.max(highWater, tally.highWater());
        }
        return new StageProgress(
                name,
                live.get(),
                mostLive.get(),
                in,
                out,
                failed,
                Duration.ofNanos(Math.max(0, alive - input - output)),
                Duration.ofNanos(input),
                Duration.ofNanos(output),
                queued,
                inputs.stream().mapToInt(each -> each.queue().capacity()).sum(),
                highWater);
    }

    /** Returns what can be seen of it in a run that goes on. */
    PipelineState.Stage look(String pipeline, long run, String scopeName, List<Station> all) {
        StageProgress now = progress();
        var state = new StageState(
                pipeline,
                run,
                name,
                now.workers(),
                now.in(),
                now.out(),
                now.failed(),
                now.busy().toNanos(),
                now.waitingForInput().toNanos(),
                now.waitingForOutput().toNanos(),
                now.queued(),
                now.queueCapacity(),
                now.queueHighWater());
        List<PipelineState.Input> queues =
                inputs.stream().map(each -> input(each.queue(), all)).toList();
        return new PipelineState.Stage(
                state, scopeName + "/" + name, now.mostWorkers(), workers.min(), workers.max(), queues);
    }

    private static PipelineState.Input input(Channel<?> queue, List<Station> all) {
        String from = all.stream()
                .filter(each -> each.outputs.contains(queue))
                .map(Station::name)
                .findFirst()
                .orElse("");
        return new PipelineState.Input(from, Objects.toIdentityString(queue), queue.length(), queue.capacity());
    }
}
