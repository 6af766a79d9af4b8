package dev.sluice;

import dev.sluice.inspect.ChannelState;
import dev.sluice.inspect.GoroutineState;
import dev.sluice.inspect.ScopeState;
import dev.sluice.inspect.Snapshot;
import dev.sluice.inspect.WaitState;
import dev.sluice.internal.Cases;
import dev.sluice.internal.Library;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One look at what goroutines do, from outside. */
final class Look {
    /** Where goroutines are parked. What the patterns do says more about a wait, and is shown. */
    private static final Set<String> INSIDE =
            Set.of(Look.class.getPackageName(), World.class.getPackageName(), Library.class.getPackageName());

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
        List<GoroutineState> owners = Owners.now().stream()
                .map(look::withScopes)
                .filter(Objects::nonNull)
                .toList();
        List<ChannelState> seen = look.channels.stream().map(Channel::look).toList();
        return new Snapshot(look.world.now(), owners, seen);
    }

    /** Looks at one thread, without the scopes that it has open; answers null if it has ended. */
    static @Nullable GoroutineState alone(Strand strand, int frames) {
        return new Look(frames).state(strand, List.of());
    }

    private @Nullable GoroutineState withScopes(Strand strand) {
        return state(strand, strand.scopes().stream().map(this::scope).toList());
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
                scope.crew().started(),
                scope.mostAtOnce(),
                cause == null ? null : cause.toString(),
                goroutines);
    }

    private @Nullable GoroutineState state(Strand strand, List<ScopeState> scopes) {
        Thread thread = strand.thread();
        WaitState wait = strand.ofWait(this::wait);
        List<StackTraceElement> stack = stack(thread, frames);
        Thread.State state = thread.getState();
        return state == Thread.State.TERMINATED
                ? null
                : new GoroutineState(
                        thread.getName(), thread.threadId(), state, strand.startedAt(), wait, strand.swallowed(), scopes, stack);
    }

    private @Nullable WaitState wait(Parking wait) {
        Object site = wait.site();
        if (site == null) {
            return null;
        }
        long now = world.nanoTime();
        List<Cases.Case> cases =
                site instanceof Cases select ? select.cases() : List.of(new Cases.Case(wait.operation(), site));
        return new WaitState(
                wait.operation(),
                Objects.toIdentityString(site),
                cases.stream().map(this::named).toList(),
                Duration.ofNanos(now - wait.sinceNanos()),
                wait.deadlineNanos() == Wait.NEVER ? null : Duration.ofNanos(Math.max(0, wait.deadlineNanos() - now)));
    }

    private WaitState.Case named(Cases.Case each) {
        Object site = each.site();
        if (site instanceof Channel<?> channel) {
            channels.add(channel);
        }
        return described(each);
    }

    /** Puts a case into words, which don't hold on to it. */
    static WaitState.Case described(Cases.Case each) {
        return named(each.what(), each.site());
    }

    private static WaitState.Case named(String what, @Nullable Object site) {
        String name = switch (site) {
            case null -> "";
            case Scope scope -> "scope " + scope.name();
            case Ticker _ -> "ticker";
            case ClockChannel _ -> "the clock";
            case Channel<?> channel when channel.name() != null -> "channel " + channel.name();
            default -> "channel";
        };
        return new WaitState.Case(what, name, site == null ? "" : Objects.toIdentityString(site));
    }

    /** Says what a case of a select does to what, as reports say it. */
    static String describe(Cases.Case each) {
        return named(each.what(), each.site()).toString();
    }

    /** The name of what a plain operation waits at, or null if it has none. */
    static @Nullable String name(Object site) {
        return switch (site) {
            case Ticker _ -> "ticker";
            case ClockChannel _ -> "the clock";
            case Channel<?> channel -> channel.name();
            default -> null;
        };
    }

    /** The innermost frames of a thread, without those at the top that are the library's way to park. */
    static List<StackTraceElement> stack(Thread thread, int frames) {
        if (frames == 0) {
            return List.of();
        }
        return Arrays.stream(thread.getStackTrace())
                .dropWhile(frame -> isInside(frame.getClassName()))
                .limit(frames)
                .toList();
    }

    /** The first frame of a stack that is neither the JDK's nor the library's, or null. */
    static @Nullable StackTraceElement firstOutside(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> !isInside(frame.getClassName()))
                .findFirst()
                .orElse(null);
    }

    private static boolean isInside(String type) {
        return type.startsWith("java.")
                || type.startsWith("jdk.")
                || (INSIDE.contains(packageOf(type)) && Library.declares(type));
    }

    private static String packageOf(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }
}
