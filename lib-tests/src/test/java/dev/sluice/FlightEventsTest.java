package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class FlightEventsTest {
    private static final List<String> WITH_THRESHOLD =
            List.of("ChannelWait", "SelectWait", "ScopeWait", "Goroutine", "Scope");

    @RegisterExtension
    final LogOf log = new LogOf("dev.sluice.cancellation");

    private final Channel<Integer> jobs = Channel.named("jobs").unbuffered();
    private final Channel<Integer> results = Channel.named("results").unbuffered();
    private final Recording recording = new Recording();

    @BeforeEach
    void record_all_however_short() {
        WITH_THRESHOLD.forEach(each -> recording.enable("dev.sluice." + each).withThreshold(Duration.ZERO));
        recording.enable("dev.sluice.GoroutineStart");
        recording.enable("dev.sluice.ChannelFlow").with("period", "endChunk");
        recording.start();
    }

    @AfterEach
    void close_the_recording() {
        recording.close();
    }

    private List<RecordedEvent> events(String name) throws IOException {
        if (recording.getState() == jdk.jfr.RecordingState.RUNNING) {
            recording.stop();
        }
        Path file = Files.createTempFile("sluice", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(each -> each.getEventType().getName().equals("dev.sluice." + name))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    private RecordedEvent event(String name) throws IOException {
        List<RecordedEvent> events = events(name);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    @Test
    void a_receive_that_waits_is_a_channel_wait() throws Exception {
        Running<Integer> receiver = Running.of(() -> jobs.receive());
        Waiting.receiversWaitAt(jobs, 1);
        Waiting.parks(receiver.thread());

        jobs.send(1);
        receiver.result();

        RecordedEvent wait = event("ChannelWait");
        assertThat(wait.getString("operation")).isEqualTo("receive");
        assertThat(wait.getString("channel")).isEqualTo("jobs");
        assertThat(wait.getString("id")).isEqualTo(Objects.toIdentityString(jobs));
        assertThat(wait.getString("outcome")).isEqualTo("done");
        assertThat(wait.getThread().getJavaThreadId())
                .isEqualTo(receiver.thread().threadId());
        assertThat(wait.getDuration()).isPositive();
        assertThat(wait.getStackTrace().getFrames())
                .extracting(frame -> frame.getMethod().getType().getName())
                .contains(FlightEventsTest.class.getName());
    }

    @Test
    void a_wait_says_how_it_has_ended() throws Exception {
        jobs.receive(Duration.ofMillis(1));
        Running<Void> sender = Running.of(() -> {
            assertThatThrownBy(() -> jobs.send(1)).isInstanceOf(InterruptedException.class);
        });
        Waiting.sendersWaitAt(jobs, 1);
        Waiting.parks(sender.thread());
        sender.interrupt();
        sender.result();

        List<RecordedEvent> waits = events("ChannelWait");

        assertThat(waits)
                .extracting(each -> each.getString("operation") + " " + each.getString("outcome"))
                .containsExactlyInAnyOrder("receive timed out", "send interrupted");
    }

    @Test
    void a_select_that_waits_says_for_what_and_what_happened() throws Exception {
        Running<Void> selecting = Running.of(() -> {
            try (var select = Select.open()) {
                select.receive(jobs);
                select.send(results).value(1);
                select.timeout(Duration.ofHours(2));
                select.await();
            }
        });
        Waiting.receiversWaitAt(jobs, 1);
        Waiting.parks(selecting.thread());

        results.receive();
        selecting.result();

        RecordedEvent wait = event("SelectWait");
        assertThat(wait.getString("cases")).isEqualTo("receive channel jobs | send channel results | timeout of PT2H");
        assertThat(wait.getString("happened")).isEqualTo("send channel results");
        assertThat(wait.getString("outcome")).isEqualTo("done");
        assertThat(wait.getString("id")).startsWith("dev.sluice.SelectPasses@");
    }

    @Test
    void a_select_that_times_out_names_no_case() throws Exception {
        for (int i = 0; i < 7; i++) { // one whose time is over before it parks is not recorded
            try (var select = Select.open()) {
                select.receive(jobs);
                select.timeout(Duration.ofMillis(50));
                select.await();
            }
        }

        assertThat(events("SelectWait")).isNotEmpty().allSatisfy(wait -> {
            assertThat(wait.getString("happened")).isNull();
            assertThat(wait.getString("outcome")).isEqualTo("timed out");
        });
    }

    @Test
    void scopes_and_goroutines_are_recorded_from_their_beginnings_to_their_ends() throws Exception {
        Task<Integer> task;
        try (var scope = Scope.open().named("shop")) {
            task = scope.go("worker", () -> jobs.receive());
            Waiting.receiversWaitAt(jobs, 1);
            Thread.startVirtualThread(() -> jobs.offer(1)).join();
            scope.join();
        }

        RecordedEvent scope = event("Scope");
        RecordedEvent goroutine = event("Goroutine");
        RecordedEvent start = event("GoroutineStart");
        assertThat(scope.getString("name")).isEqualTo("shop");
        assertThat(scope.getLong("started")).isEqualTo(1);
        assertThat(scope.getString("cancelled")).isNull();
        assertThat(goroutine.getString("name")).isEqualTo("shop/worker-1");
        assertThat(goroutine.getString("outcome")).isEqualTo("SUCCEEDED");
        assertThat(goroutine.getString("startedAt")).contains("FlightEventsTest.java");
        assertThat(goroutine.getThread().getJavaThreadId())
                .isEqualTo(task.strand().thread().threadId());
        assertThat(start.getThread().getJavaThreadId())
                .isEqualTo(Thread.currentThread().threadId());
        assertThat(start.getThread("goroutine").getJavaThreadId())
                .isEqualTo(goroutine.getThread().getJavaThreadId());
        assertThat(goroutine.getDuration()).isLessThanOrEqualTo(scope.getDuration());
    }

    @Test
    void the_wait_for_goroutines_is_a_scope_wait() throws Exception {
        Thread owner = Thread.currentThread();
        try (var scope = Scope.open().named("shop")) {
            scope.go(() -> Waiting.parks(owner));
            scope.join();
        }

        RecordedEvent wait = event("ScopeWait");

        assertThat(wait.getString("operation")).isEqualTo("join");
        assertThat(wait.getString("scope")).isEqualTo("shop");
        assertThat(wait.getString("outcome")).isEqualTo("done");
    }

    @Test
    void a_failure_says_what_was_thrown_where() throws Exception {
        try (var scope = Scope.open().named("shop")) {
            scope.go("worker", () -> {
                throw new IOException("disk full");
            });
            assertThatThrownBy(() -> scope.join(IOException.class)).hasMessage("disk full");
        }

        RecordedEvent failure = event("GoroutineFailure");

        assertThat(failure.getString("name")).isEqualTo("shop/worker-1");
        assertThat(failure.getString("failure")).isEqualTo("java.io.IOException: disk full");
        assertThat(failure.getString("thrownAt")).contains("FlightEventsTest.java");
        assertThat(event("Goroutine").getString("outcome")).isEqualTo("FAILED");
        assertThat(event("ContextCancel").getString("cause")).isEqualTo("java.io.IOException: disk full");
    }

    @Test
    void a_failure_that_cant_be_described_is_recorded_all_the_same() throws Exception {
        class Unspeakable extends RuntimeException {
            @Serial
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no words");
            }
        }
        try (var scope = Scope.open().collectAll()) {
            scope.go(() -> {
                throw new Unspeakable();
            });
            assertThatThrownBy(scope::join).isInstanceOf(Unspeakable.class);
        }

        assertThat(event("GoroutineFailure").getString("failure")).isEqualTo(Unspeakable.class.getName());
    }

    @Test
    void a_cancellation_says_why_and_what_it_has_reached() throws Exception {
        try (var context = Context.background().withCancel();
                var scope = Scope.open(context)) {
            for (int i = 0; i < 7; i++) {
                scope.go(() -> jobs.receive());
            }
            Waiting.receiversWaitAt(jobs, 7);
            var registration = context.onCancel(() -> {});
            context.cancel(new IllegalStateException("enough"));
            registration.close();
            assertThatThrownBy(scope::join).isInstanceOf(CancelledException.class);
        }

        RecordedEvent cancel = event("ContextCancel");
        assertThat(cancel.getString("cause")).isEqualTo("java.lang.IllegalStateException: enough");
        assertThat(cancel.getInt("goroutines")).isEqualTo(7);
        assertThat(cancel.getInt("owners")).isEqualTo(1);
        assertThat(cancel.getInt("actions")).isEqualTo(1);
        assertThat(cancel.getInt("contexts")).isGreaterThanOrEqualTo(2);
        assertThat(events("Goroutine"))
                .extracting(each -> each.getString("outcome"))
                .hasSize(7)
                .containsOnly("CANCELLED");
        assertThat(event("Scope").getString("cancelled")).isEqualTo("java.lang.IllegalStateException: enough");
    }

    @Test
    void a_goroutine_that_goes_on_waiting_after_its_cancellation_is_recorded_once() throws Exception {
        try (var scope = Scope.open().named("service")) {
            scope.go("stubborn", () -> {
                Context.current().cancel();
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> jobs.receive()).isInstanceOf(ContextCancelledException.class);
                }
            });
            scope.join();
        }

        RecordedEvent swallowed = event("CancellationSwallowed");
        assertThat(swallowed.getString("who")).isEqualTo("goroutine service/stubborn-1");
        assertThat(List.of("startedAt", "toldAt", "waitsAgainAt"))
                .allSatisfy(each -> assertThat(swallowed.getString(each)).contains("FlightEventsTest.java:"));
    }

    @Test
    void a_block_that_ends_in_good_order_is_no_cancellation() throws Exception {
        try (var context = Context.background().withTimeout(Duration.ofHours(1));
                var scope = Scope.open(context)) {
            scope.go(() -> {}).await();
            scope.join();
        }

        assertThat(events("ContextCancel")).isEmpty();
    }

    @Test
    void named_channels_are_recorded_with_their_figures() throws Exception {
        Channel<Integer> buffered = Channel.named("buffered").buffered(11);
        for (int i = 0; i < 5; i++) {
            buffered.send(i);
        }
        buffered.receive();

        List<RecordedEvent> flows = events("ChannelFlow").stream()
                .filter(each -> each.getString("id").equals(Objects.toIdentityString(buffered)))
                .toList();

        RecordedEvent last = flows.getLast();
        assertThat(last.getString("channel")).isEqualTo("buffered");
        assertThat(last.getInt("length")).isEqualTo(4);
        assertThat(last.getInt("capacity")).isEqualTo(11);
        assertThat(last.getInt("highWater")).isEqualTo(5);
        assertThat(last.getLong("sent")).isEqualTo(5);
        assertThat(last.getLong("received")).isEqualTo(1);
        assertThat(last.getLong("dropped")).isZero();
        assertThat(buffered.isClosed()).isFalse();
    }

    @Test
    void what_is_shorter_than_the_threshold_isnt_recorded() throws Exception {
        WITH_THRESHOLD.forEach(each -> recording.enable("dev.sluice." + each).withThreshold(Duration.ofHours(1)));
        Running<Integer> receiver = Running.of(() -> jobs.receive());
        Waiting.parks(receiver.thread());
        jobs.send(1);
        receiver.result();
        try (var scope = Scope.open()) {
            scope.go(() -> {});
            scope.join();
        }

        for (String each : WITH_THRESHOLD) {
            assertThat(events(each)).as(each).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dev.sluice.ChannelEvents$ChannelWait, enabled, false",
        "dev.sluice.ChannelEvents$SelectWait, enabled, false",
        "dev.sluice.ScopeEvents$ScopeWait, enabled, false",
        "dev.sluice.ChannelEvents$ChannelWait, threshold, 10 ms",
        "dev.sluice.ChannelEvents$SelectWait, threshold, 10 ms",
        "dev.sluice.ScopeEvents$ScopeWait, threshold, 10 ms",
        "dev.sluice.ScopeEvents$ScopeSpan, threshold, 10 ms",
        "dev.sluice.ScopeEvents$Goroutine, threshold, 10 ms",
        "dev.sluice.ScopeEvents$GoroutineStart, enabled, false",
        "dev.sluice.ScopeEvents$GoroutineFailure, enabled, true",
        "dev.sluice.ContextEvents$ContextCancel, enabled, true",
        "dev.sluice.ChannelEvents$ChannelFlow, period, 10 s"
    })
    void unless_told_otherwise_only_what_is_worth_it_is_recorded(
            Class<? extends Event> event, String setting, String value) {
        EventType type = EventType.getEventType(event);

        assertThat(type.getCategoryNames()).containsExactly("Sluice");
        assertThat(type.getDescription()).isNotBlank();
        assertThat(type.getSettingDescriptors())
                .filteredOn(each -> each.getName().equals(setting))
                .extracting(SettingDescriptor::getDefaultValue)
                .containsExactly(value);
    }
}
