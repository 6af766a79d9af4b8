package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.inspect.PipelineState;
import dev.sluice.internal.OwnChannels;
import dev.sluice.internal.Runs;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The stations of one run, while they are put together and afterwards. */
final class Launch implements Runs.Shown {
    private final long startNanos = World.current().nanoTime();
    private final Channel<Void> draining =
            OwnChannels.unlisted(Channel.named("draining")).unbuffered();
    private final List<Station> stations = new ArrayList<>();
    private final List<Channel<?>> queues = new ArrayList<>();
    private final List<Supply<?>> sources = new ArrayList<>();
    private final List<Station> interruptible = new ArrayList<>();
    private final List<Consumer<@Nullable Throwable>> endings = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<Object, Link.Upstream> branches = new HashMap<>();
    private final Map<Object, Link<?>> entered = new HashMap<>();

    /** That of the stations, since they have been started. */
    private volatile @Nullable Scope scope;

    /** Returns a name that no other station of the run has. */
    String unique(String name) {
        int count = names.merge(name, 1, Integer::sum);
        return count == 1 ? name : unique(name + "-" + count);
    }

    void add(Station station) {
        stations.add(station);
    }

    /** Makes the queue behind a station. */
    <T> Channel<Item<T>> queue(Part.Label label, String station) {
        return queue(label.<Item<T>>makeQueue("behind " + station));
    }

    /** Adds a queue, which is shown as long as the run goes on. */
    <C extends Channel<?>> C queue(C queue) {
        queues.add(queue);
        return queue;
    }

    /** Adds what a source reads from. */
    void addSource(Supply<?> source) {
        sources.add(source);
        atEnd(_ -> source.leave());
    }

    /**
     * Reserves all sources for this run, or none.
     *
     * @throws IllegalStateException if one can be read only once, and has been
     */
    void claimSources() {
        int claimed = 0;
        try {
            for (Supply<?> source : sources) {
                source.claim();
                claimed++;
            }
        } finally {
            if (claimed < sources.size()) {
                sources.subList(0, claimed).forEach(Supply::release);
            }
        }
    }

    /** Adds a source whose reading has to be interrupted where the run is drained. */
    void addInterruptible(Station source) {
        interruptible.add(source);
    }

    /** Adds what is to be done when all stations have ended, with the failure or null. */
    void atEnd(Consumer<@Nullable Throwable> ending) {
        endings.add(ending);
    }

    /** Starts all goroutines: sinks first, so that each has a next one to tell it when its items aren't wanted any more. */
    void start(Scope scope) throws InterruptedException {
        this.scope = scope;
        for (Station station : stations.reversed()) {
            station.start(scope);
        }
        List<Station> elastic = stations.stream().filter(Station::isElastic).toList();
        if (!elastic.isEmpty()) {
            scope.go("workers", () -> new ElasticControl(elastic).run());
        }
    }

    /** Says that a goroutine of the run waits for something that no goroutine will do; to be called by one of them. */
    Scope.External external() {
        return Objects.requireNonNull(scope, "the run hasn't started").external();
    }

    /** Does what is to be done at the end, all of it; throws what the first throws, with the others suppressed. */
    void end(@Nullable Throwable failure) {
        Throwable thrown = null;
        for (Consumer<@Nullable Throwable> ending : endings) {
            try {
                ending.accept(failure);
            } catch (RuntimeException | Error e) { // a hook has failed, or the closing of a stream
                thrown = joined(thrown, e);
            }
        }
        switch (thrown) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }

    /** Returns the first of two failures, with the second one suppressed on it, unless they are the same. */
    static Throwable joined(@Nullable Throwable first, Throwable second) {
        if (first == null) {
            return second;
        }
        if (first != second) {
            first.addSuppressed(second);
        }
        return first;
    }

    // Branches

    /** Opens the place where a side branch begins; it is wired next, and takes it. */
    void openBranch(Object junction, Link.Upstream upstream) {
        branches.put(junction, upstream);
    }

    /** Takes the place where a branch begins, and returns its queue, which the junction will find. */
    <T> Link<T> enter(Branch<T> branch) {
        Link.Upstream upstream = branches.remove(branch.junction());
        if (upstream == null) {
            throw new IllegalStateException("a side branch can be run once, and by the pipeline that it branches off");
        }
        Link<T> link = new Link<>(queue(branch.label(), branch.label().name()), upstream);
        entered.put(branch.junction(), link);
        return link;
    }

    /** Returns what was entered. */
    @SuppressWarnings("unchecked") // what enters a junction is of its type
    <T> Link<T> entered(Object junction) {
        Link<?> link = entered.remove(junction);
        if (link == null) {
            throw new IllegalStateException("a side branch must go on from the pipeline that it is given");
        }
        return (Link<T>) link;
    }

    // Draining

    Channel<Void> draining() {
        return draining;
    }

    boolean isDraining() {
        return draining.isClosed();
    }

    void drain() {
        if (draining.close()) {
            interruptible.forEach(Station::interrupt);
        }
    }

    /** Returns the time since the start. */
    Duration elapsed() {
        return Duration.ofNanos(World.current().nanoTime() - startNanos);
    }

    List<StageProgress> progress() {
        return stations.stream().map(Station::progress).toList();
    }

    @Override
    public List<Channel<?>> channels() {
        return List.copyOf(queues);
    }

    @Override
    public PipelineState look(String name, long number) {
        Scope started = scope;
        String scopeName = started == null ? name : started.name();
        return new PipelineState(
                name,
                number,
                elapsed(),
                isDraining(),
                StageProgress.bottleneck(progress()).map(StageProgress::name).orElse(null),
                stations.stream()
                        .map(each -> each.look(name, number, scopeName, stations))
                        .toList());
    }
}
