package dev.sluice;

import dev.sluice.inspect.Alarms;
import dev.sluice.inspect.ChannelState;
import dev.sluice.inspect.GoroutineState;
import dev.sluice.inspect.ScopeState;
import dev.sluice.inspect.Snapshot;
import dev.sluice.inspect.WaitState;
import dev.sluice.internal.Cases;
import dev.sluice.internal.Policies;
import dev.sluice.internal.Runs;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

// Floor: reports
/** One look at what goroutines do, from outside. */
final class Look {
    private static final int MOST_ALARMS = 20;

    private final World world = World.current();
    private final int frames;

    /** The channels that have a name, and those that a wait was seen at. */
    private final Set<Channel<?>> channels = new LinkedHashSet<>(NamedChannels.now());

    private Look(int frames) {
        this.frames = frames;
    }

    /** Looks at everything. */
    static Snapshot everywhere(int frames) {
        var look = new Look(frames);
        long start = look.world.nanoTime();
        List<GoroutineState> owners = OpenScopes.roots().stream()
                .map(look::withScopes)
                .filter(Objects::nonNull)
                .toList();
        List<ChannelState> seen = look.channels.stream().map(Channel::look).toList();
        return new Snapshot(
                look.world.now(),
                Duration.ofNanos(start),
                Duration.ofNanos(look.world.nanoTime() - start),
                owners,
                seen,
                Runs.now(),
                Policies.now(),
                new Alarms(Leaks.found(), Leaks.last(MOST_ALARMS), Deadlocks.found(), Deadlocks.last()));
    }

    /** Looks at one thread, if it is a goroutine or has a scope open; without the scopes. */
    static Optional<GoroutineState> at(long threadId, int frames) {
        return OpenScopes.roots().stream()
                .map(owner -> find(owner, threadId))
                .filter(Objects::nonNull)
                .findFirst()
                .map(strand -> alone(strand, frames));
    }

    private static @Nullable Strand find(Strand strand, long threadId) {
        if (strand.thread().threadId() == threadId) {
            return strand;
        }
        return OpenScopes.of(strand).stream()
                .flatMap(scope -> scope.crew().running().stream())
                .map(Task::strand)
                .filter(Objects::nonNull)
                .map(each -> find(each, threadId))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Looks at one thread, without the scopes that it has open; returns null if it has ended. */
    static @Nullable GoroutineState alone(Strand strand, int frames) {
        return new Look(frames).state(strand, List.of());
    }

    private @Nullable GoroutineState withScopes(Strand strand) {
        return state(strand, OpenScopes.of(strand).stream().map(this::scope).toList());
    }

    private ScopeState scope(Scope scope) {
        Throwable cause = scope.causeSoFar();
        List<GoroutineState> goroutines = scope.crew().running().reversed().stream()
                .map(Task::strand)
                .filter(Objects::nonNull)
                .map(this::withScopes)
                .filter(Objects::nonNull)
                .toList();
        return new ScopeState(
                scope.name(),
                Objects.toIdentityString(scope),
                scope.crew().started(),
                scope.mostAtOnce(),
                cause == null ? null : cause.toString(),
                goroutines);
    }

    private @Nullable GoroutineState state(Strand strand, List<ScopeState> scopes) {
        Thread thread = strand.thread();
        WaitState wait = strand.ofWait(this::wait);
        List<StackTraceElement> stack = Frames.of(thread, frames);
        Thread.State state = thread.getState();
        return state == Thread.State.TERMINATED
                ? null
                : new GoroutineState(
                        thread.getName(),
                        thread.threadId(),
                        state,
                        strand.startedAt(),
                        wait,
                        strand.swallowed(),
                        scopes,
                        stack);
    }

    private @Nullable WaitState wait(Parking wait) {
        Operation operation = wait.operation();
        Object site = wait.site();
        if (operation == null || site == null) {
            return null;
        }
        long now = world.nanoTime();
        List<Cases.Case> cases =
                site instanceof Cases select ? select.cases() : List.of(new Cases.Case(operation.label(), site));
        return new WaitState(
                operation.label(),
                Objects.toIdentityString(site),
                cases.stream().map(this::described).toList(),
                Duration.ofNanos(now - wait.sinceNanos()),
                wait.deadlineNanos() == Wait.NEVER ? null : Duration.ofNanos(Math.max(0, wait.deadlineNanos() - now)));
    }

    private WaitState.Case described(Cases.Case each) {
        if (each.site() instanceof Channel<?> channel) {
            channels.add(channel);
        }
        return each.site() instanceof Scope scope
                ? new WaitState.Case(each.what(), "scope " + scope.name(), Objects.toIdentityString(scope))
                : SelectPasses.described(each);
    }
}
