package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import java.time.Duration;
import java.util.List;

/** All functions of {@link Channels} that have an input. */
enum Operator {
    MAP,
    MAP_IN_PARALLEL,
    MAP_ORDERED,
    FILTER,
    DISTINCT,
    LIMIT,
    BUFFER,
    BUFFER_OF_USER,
    BATCH,
    SLEEP,
    PACE,
    THROTTLE,
    DEBOUNCE,
    OR_DONE,
    MERGE,
    ZIP,
    BRIDGE,
    BRIDGE_OF_NOTHING_YET,
    FAN_OUT,
    SPLIT,
    PARTITION,
    TEE,
    BROADCAST;

    private static final Duration TIME = Duration.ofMillis(7);

    /** Starts the stage, and answers its outputs. */
    List<? extends ReceiveChannel<?>> start(Scope scope, ReceiveChannel<Integer> in) throws InterruptedException {
        return switch (this) {
            case MAP -> List.of(Channels.map(scope, in, x -> x));
            case MAP_IN_PARALLEL -> List.of(Channels.map(scope, in, 3, x -> x));
            case MAP_ORDERED -> List.of(Channels.mapOrdered(scope, in, 3, x -> x));
            case FILTER -> List.of(Channels.filter(scope, in, x -> x != 2));
            case DISTINCT -> List.of(Channels.distinct(scope, in));
            case LIMIT -> List.of(Channels.limit(scope, in, 1_000_000));
            case BUFFER -> List.of(Channels.buffer(scope, in, 2));
            case BUFFER_OF_USER -> List.of(Channels.buffer(scope, in, Channel.<Integer>buffered(1)));
            case BATCH -> List.of(Channels.batch(scope, in, 7, TIME));
            case SLEEP -> List.of(Channels.sleep(scope, in, TIME));
            case PACE -> List.of(Channels.pace(scope, in, TIME));
            case THROTTLE -> List.of(Channels.throttle(scope, in, TIME));
            case DEBOUNCE -> List.of(Channels.debounce(scope, Channels.limit(scope, in, 7), TIME));
            case OR_DONE -> List.of(Channels.orDone(scope, Channel.unbuffered(), in));
            case MERGE -> List.of(Channels.merge(scope, Channel.unbuffered(), in));
            case ZIP -> List.of(Channels.zip(scope, in, Channels.repeat(scope, 1), Integer::sum));
            case BRIDGE -> List.of(Channels.bridge(scope, Channels.generate(scope, List.of(in))));
            case BRIDGE_OF_NOTHING_YET ->
                List.of(Channels.bridge(scope, Channels.map(scope, in, x -> Channels.repeat(scope, x))));
            case FAN_OUT -> Channels.fanOut(scope, in, 3, x -> x);
            case SPLIT -> Channels.split(scope, in, 3);
            case PARTITION -> {
                var parts = Channels.partition(scope, in, x -> x % 2 == 1);
                yield List.of(parts.matching(), parts.others());
            }
            case TEE -> {
                var tee = Channels.tee(scope, in);
                yield List.of(tee.first(), Channels.buffer(scope, tee.second(), 1_000));
            }
            case BROADCAST -> {
                var branches = List.of(
                        Channel.<Integer>buffered(1),
                        Channel.overflow(Channel.Overflow.DROP_OLDEST).<Integer>buffered(1));
                Channels.broadcast(scope, in, branches);
                yield branches;
            }
        };
    }
}
