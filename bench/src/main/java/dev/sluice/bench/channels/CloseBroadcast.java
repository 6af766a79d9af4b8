package dev.sluice.bench.channels;

import dev.sluice.Channel;
import dev.sluice.Select;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Blocked;
import dev.sluice.bench.peer.Goroutines;
import dev.sluice.bench.peer.KotlinBlocked;
import dev.sluice.bench.peer.Peer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What does it take to stop workers the way Go does it, by closing a channel that all of them have in their select? Each worker
 * waits for work of its own or for the end; the end comes. The figure is for a worker, without its start.
 */
@Question(
        group = Group.CHANNELS,
        order = 10,
        name = "close-select",
        title = "close ends {goroutines} selects, each",
        few = true)
@State(Scope.Benchmark)
public class CloseBroadcast {
    private static final int GOROUTINES = 10_000;

    @Param({"SLUICE", "JOX", "KOTLIN"})
    private Peer peer;

    @Param("" + GOROUTINES)
    private int goroutines;

    private Goroutines.Body close;

    @Setup(Level.Invocation)
    public void startThem() throws InterruptedException {
        if (peer == Peer.KOTLIN) {
            close = new KotlinBlocked(goroutines, true)::closeAndJoin;
            return;
        }
        var crew = peer.goroutines();
        var blocked = switch (peer) {
            case SLUICE -> ofSluice();
            case JOX -> ofJox();
            default -> throw peer.unfit();
        };
        blocked.startAndAwait(crew, goroutines);
        close = () -> {
            blocked.end().run();
            crew.join();
            crew.close();
        };
    }

    private static Blocked ofSluice() {
        Channel<Integer> done = Channel.unbuffered();
        return new Blocked(
                () -> {
                    try (var select = Select.open()) {
                        select.receive(Channel.<Integer>unbuffered());
                        var end = select.receive(done);
                        mustBeTheEnd(select.await() == end && end.closed());
                    }
                },
                done::close);
    }

    private static Blocked ofJox() {
        com.softwaremill.jox.Channel<Integer> done = com.softwaremill.jox.Channel.newRendezvousChannel();
        return new Blocked(
                () -> {
                    com.softwaremill.jox.Channel<Integer> work = com.softwaremill.jox.Channel.newRendezvousChannel();
                    Object end = com.softwaremill.jox.Select.selectOrClosed(work.receiveClause(), done.receiveClause());
                    mustBeTheEnd(end instanceof com.softwaremill.jox.ChannelClosed);
                },
                done::done);
    }

    private static void mustBeTheEnd(boolean is) {
        if (!is) {
            throw new IllegalStateException("a select has ended by something else than the close");
        }
    }

    @Benchmark
    @OperationsPerInvocation(GOROUTINES)
    public void close() throws Exception {
        close.run();
    }
}
