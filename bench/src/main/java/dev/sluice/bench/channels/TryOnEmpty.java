package dev.sluice.bench.channels;

import dev.sluice.Channel;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Peer;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does it take to see that there is nothing? One thread tries to receive from an empty channel that it has to itself; the
 * figure is for a try. This version of Jox has no such method, and its documentation uses a select with a default for it.
 */
@Question(group = Group.CHANNELS, order = 8, name = "try", title = "try to receive from an empty channel")
@State(Scope.Benchmark)
public class TryOnEmpty {
    private static final int CAPACITY = 16;
    private static final Integer NOTHING = -1;

    @Param({"SLUICE", "JOX", "KOTLIN", "ARRAY_BLOCKING_QUEUE"})
    private Peer peer;

    private final Channel<Integer> ofSluice = Channel.buffered(CAPACITY);
    private final com.softwaremill.jox.Channel<Integer> ofJox =
            com.softwaremill.jox.Channel.newBufferedChannel(CAPACITY);
    private final KotlinTry ofKotlin = new KotlinTry(CAPACITY);
    private final ArrayBlockingQueue<Integer> ofJava = new ArrayBlockingQueue<>(CAPACITY);

    @Benchmark
    public @Nullable Object attempt() throws InterruptedException {
        return switch (peer) {
            case SLUICE -> ofSluice.tryReceive();
            case JOX ->
                com.softwaremill.jox.Select.select(
                        ofJox.receiveClause(), com.softwaremill.jox.Select.defaultClause(NOTHING));
            case KOTLIN -> ofKotlin.tryReceive();
            case ARRAY_BLOCKING_QUEUE -> ofJava.poll();
            default -> throw peer.unfit();
        };
    }
}
