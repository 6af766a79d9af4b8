package dev.sluice.observe.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class FeedTest {
    private final AtomicInteger made = new AtomicInteger();
    private final Feed feed = new Feed(() -> "{\"frame\":" + made.incrementAndGet() + "}");

    /** A client, on a thread of its own, which has gone when the task is done. */
    private FutureTask<Void> client(OutputStream out) {
        var task = new FutureTask<Void>(() -> {
            Feed.Client client = Objects.requireNonNull(feed.enter());
            try {
                feed.serve(client, out);
            } finally {
                feed.leave(client);
            }
            return null;
        });
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean isMaking() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(each -> each.getName().equals("sluice-live-feed"));
    }

    @Test
    void nothing_is_made_while_nobody_listens() throws Exception {
        assertThat(isMaking()).isFalse();
        var out = new ByteArrayOutputStream();
        FutureTask<Void> client = client(out);
        await(() -> made.get() >= 2);

        feed.end("{}");
        client.get();
        await(() -> !isMaking());

        assertThat(feed.clients()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("retry: 1000\n\nevent: look\ndata: {\"frame\":1}\n\n")
                .endsWith("event: end\ndata: {}\n\n");
    }

    @Test
    void frames_are_made_once_for_all_clients_and_go_on_when_one_comes_back() throws Exception {
        var outs = List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        var clients = new ArrayList<FutureTask<Void>>();
        outs.forEach(each -> clients.add(client(each)));
        await(() -> feed.clients() == 2 && feed.frames() >= 2);
        long frames = feed.frames();

        assertThat((long) made.get()).isBetween(frames, frames + 1);
        for (FutureTask<Void> each : clients) {
            each.cancel(true);
        }
        await(() -> feed.clients() == 0 && !isMaking());
        long after = feed.frames();

        FutureTask<Void> late = client(new ByteArrayOutputStream());
        await(() -> feed.frames() > after);
        feed.end("{}");
        late.get();
    }

    @Test
    void a_slow_client_misses_frames_and_holds_nobody_up() throws Exception {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var slow = new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes) throws IOException {
                if (new String(bytes, StandardCharsets.UTF_8).contains("look") && entered.getCount() > 0) {
                    entered.countDown();
                    await(() -> release.getCount() == 0);
                }
                super.write(bytes);
            }
        };
        FutureTask<Void> client = client(slow);
        entered.await();
        long atFirst = feed.frames();
        var quick = new ByteArrayOutputStream();
        FutureTask<Void> other = client(quick);
        await(() -> feed.frames() >= atFirst + 3);

        release.countDown();
        await(() -> slow.toString(StandardCharsets.UTF_8).split("event: look", -1).length > 2);
        feed.end("{}");
        client.get();
        other.get();

        assertThat(frames(slow).get(1)).isGreaterThanOrEqualTo(atFirst + 3); // those in between are skipped
        assertThat(frames(quick)).contains(atFirst + 2);
    }

    private static List<Long> frames(ByteArrayOutputStream out) {
        return Pattern.compile("\"frame\":(\\d+)")
                .matcher(out.toString(StandardCharsets.UTF_8))
                .results()
                .map(each -> Long.valueOf(each.group(1)))
                .toList();
    }

    @Test
    void no_more_clients_are_let_in_than_there_may_be() {
        for (int i = 0; i < Feed.MOST_CLIENTS; i++) {
            assertThat(feed.enter()).isNotNull();
        }

        assertThat(feed.enter()).isNull();
        feed.end("{}");
    }

    @Test
    void a_program_that_runs_out_of_memory_is_looked_at_again() throws Exception {
        var poor = new Feed(() -> {
            if (made.incrementAndGet() == 1) {
                throw new OutOfMemoryError("thrown by a test");
            }
            return "{}";
        });
        Feed.Client client = Objects.requireNonNull(poor.enter());

        await(() -> poor.frames() > 0);

        assertThat(made.get()).isGreaterThanOrEqualTo(2);
        poor.leave(client);
    }
}
