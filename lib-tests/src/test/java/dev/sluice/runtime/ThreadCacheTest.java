package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class ThreadCacheTest {
    private final ThreadCache cache = new ThreadCache("test", 1_000_000);
    private final ThreadCache patient = new ThreadCache("test");
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    @Timeout(30)
    void threads_end_when_idle() {
        release.countDown();
        Await.until(() -> cache.threads() == 0 && patient.threads() == 0);
    }

    @Test
    void a_job_runs_on_a_daemon_that_is_not_virtual() {
        Queue<Thread> ran = new ConcurrentLinkedQueue<>();

        cache.run(() -> ran.add(Thread.currentThread()));

        Await.until(() -> !ran.isEmpty());
        assertThat(ran).allMatch(thread -> thread.isDaemon() && !thread.isVirtual());
    }

    @Test
    void jobs_that_hang_do_not_hold_up_the_others() {
        var ran = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            cache.run(this::hang);
        }

        cache.run(ran::incrementAndGet);

        Await.until(() -> ran.get() == 1);
        assertThat(cache.threads()).isEqualTo(101);
    }

    @Test
    void jobs_wait_in_line_when_there_are_too_many() {
        var ran = new AtomicInteger();
        for (int i = 0; i < ThreadCache.MAX_THREADS; i++) {
            cache.run(this::hang);
        }
        for (int i = 0; i < 1_000; i++) {
            cache.run(ran::incrementAndGet);
        }
        assertThat(cache.threads()).isEqualTo(ThreadCache.MAX_THREADS);
        assertThat(ran).hasValue(0);

        release.countDown();

        Await.until(() -> ran.get() == 1_000);
    }

    @Test
    void an_idle_thread_is_used_again() {
        Queue<Thread> ran = new ConcurrentLinkedQueue<>();
        patient.run(() -> ran.add(Thread.currentThread()));
        Await.until(() -> patient.idle() == 1);

        patient.run(() -> ran.add(Thread.currentThread()));

        Await.until(() -> ran.size() == 2);
        assertThat(ran.stream().distinct()).hasSize(1);
    }

    @Test
    void a_job_that_throws_or_leaves_an_interrupt_is_reported_and_harms_no_other() {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        var failure = new AssertionError("on purpose");
        var ran = new AtomicInteger();

        patient.run(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((_, thrown) -> reported.add(thrown));
            Thread.currentThread().interrupt();
            throw failure;
        });
        Await.until(() -> patient.idle() == 1);
        patient.run(ran::incrementAndGet);

        Await.until(() -> ran.get() == 1);
        assertThat(reported).containsExactly(failure);
    }

    private void hang() {
        try {
            release.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
