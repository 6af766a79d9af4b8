package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What travels with work that is handed to another goroutine: the values of the context, and not its cancellation. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 50)
@NullUnmarked
class HandOverTest {
    private static final Context.Key<String> TRACE = Context.key("trace");
    private static final Context.Key<String> TENANT = Context.key("tenant");

    private static String seen() {
        return Context.current().value(TRACE) + " of " + Context.current().value(TENANT);
    }

    private static Context trace(String id) {
        return Context.current().with(TRACE, id);
    }

    @Test
    void a_job_of_a_pool_sees_its_submitters_values_however_it_was_submitted() throws Exception {
        var seen = new TreeMap<Integer, String>();
        try (var scope = Scope.open(Context.background().with(TENANT, "acme").with(TRACE, "none"))) {
            WorkerPool<Integer, String> pool = WorkerPool.workers(1).queue(9).start(scope, job -> job + " " + seen());
            scope.go(() -> {
                try (pool) {
                    trace("1").run(() -> pool.submit(1));
                    trace("2").run(() -> pool.submit(2, Duration.ofHours(1)));
                    trace("3").run(() -> pool.submit(3, Context.background()));
                    trace("4").run(() -> pool.offer(4));
                    pool.submit(5);
                }
            });
            for (var result : pool.results()) {
                seen.put(result.job(), ((WorkerPool.Success<Integer, String>) result).value());
            }
            scope.join();
        }
        assertThat(seen.values())
                .containsExactly("1 1 of acme", "2 2 of acme", "3 3 of acme", "4 4 of acme", "5 none of acme");
    }

    @Test
    void a_job_that_is_collected_sees_the_values_of_the_one_that_collects() throws Exception {
        try (var scope = Scope.open()) {
            WorkerPool<Integer, String> pool = WorkerPool.workers(2).start(scope, _ -> seen());

            List<WorkerPool.Result<Integer, String>> results = trace("7").call(() -> pool.collect(List.of(1)));

            assertThat(results).containsExactly(new WorkerPool.Success<>(1, "7 of null"));
            scope.join();
        }
    }

    @Test
    void a_job_goes_on_when_its_submitter_is_cancelled_or_too_late() throws Exception {
        Channel<Integer> gate = Channel.unbuffered();
        var cancelled = new ArrayList<Boolean>();
        try (var scope = Scope.open();
                var context = trace("1").withTimeout(Duration.ofSeconds(1))) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(1).start(scope, job -> {
                gate.receive();
                cancelled.add(Context.current().isCancelled());
                return job;
            });
            context.run(() -> pool.submit(1));
            Channel.after(Duration.ofSeconds(2)).receive();
            assertThat(context.isCancelled()).isTrue();
            gate.send(1);

            assertThat(pool.results().receive()).isEqualTo(new WorkerPool.Success<>(1, 1));
            pool.close();
            scope.join();
        }
        assertThat(cancelled).containsExactly(false);
    }

    @Test
    void a_job_is_cancelled_with_its_pool() throws Exception {
        var causes = new ArrayList<Throwable>();
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(1).start(scope, job -> {
                try {
                    Channel.<Integer>unbuffered().receive();
                } finally {
                    causes.add(Context.current().cause());
                }
                return job;
            });
            trace("1").run(() -> pool.submit(1));
            Channel.after(Duration.ofSeconds(1)).receive();
            pool.cancel();
            scope.join();
        }
        assertThat(causes).singleElement().isInstanceOf(CancelledException.class);
    }

    @Test
    void a_shared_call_sees_the_values_of_its_first_caller() throws Exception {
        try (var scope = Scope.open()) {
            try (SingleFlight<String, String> flight = SingleFlight.in(scope)) {
                assertThat(trace("1").<String, InterruptedException>call(() -> flight.call("key", HandOverTest::seen)))
                        .isEqualTo("1 of null");
            }
            scope.join();
        }
    }

    @Test
    void the_function_of_a_view_sees_the_values_of_the_goroutine_that_awaits() throws Exception {
        Promise<Integer> promise = new Promise<>();
        Awaitable<String> view = trace("made").call(() -> promise.map(_ -> seen()));
        trace("completed").run(() -> promise.complete(1));

        assertThat(trace("awaited").<String, InterruptedException>call(view::await))
                .isEqualTo("awaited of null");
    }
}
