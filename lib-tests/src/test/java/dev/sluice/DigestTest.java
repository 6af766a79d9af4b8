package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.inspect.SluiceMXBean;
import dev.sluice.inspect.Snapshot;
import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JSON that stays small however much there is. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class DigestTest {
    private static final String HOSTILE = "<img src=x onerror=\"alert(1)\">\\\u0000\u2028";

    private final Channel<Integer> jobs = Channel.named("jobs").unbuffered();

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (Exception e) {
            throw new AssertionError(text, e);
        }
    }

    private static JsonNode digest() {
        return json(Sluice.snapshot().toDigest());
    }

    /** The scope that the current thread has open. */
    private static JsonNode scopeHere(JsonNode digest) {
        return StreamSupport.stream(digest.get("owners").spliterator(), false)
                .filter(each ->
                        each.get("threadId").asLong() == Thread.currentThread().threadId())
                .map(each -> each.get("scopes").get(0))
                .findFirst()
                .orElseThrow();
    }

    private void crowd(Scope scope, int readers) throws InterruptedException {
        for (int i = 0; i < readers; i++) {
            scope.go("reader", () -> jobs.receive());
        }
        Waiting.receiversWaitAt(jobs, readers);
        Eventually.becomes(
                () -> {
                    JsonNode waits = scopeHere(digest()).get("groups").get(0).get("waits");
                    return !waits.isEmpty() && waits.get(0).get("count").asInt() == readers;
                },
                () -> digest().toString());
    }

    @Test
    void goroutines_of_one_name_and_start_are_a_group() throws InterruptedException {
        try (var scope = Scope.open().named("shop")) {
            crowd(scope, 25);

            JsonNode seen = scopeHere(digest());
            JsonNode readers = seen.get("groups").get(0);

            assertThat(seen.get("id").asText()).isEqualTo(Objects.toIdentityString(scope));
            assertThat(seen.get("running").asInt()).isEqualTo(25);
            assertThat(seen.get("groups")).hasSize(1);
            assertThat(readers.get("name").asText()).isEqualTo("shop/reader");
            assertThat(readers.get("startedAt").asText()).contains("DigestTest.crowd(DigestTest.java:");
            assertThat(readers.get("count").asInt()).isEqualTo(25);
            assertThat(readers.get("notWaiting").asInt()).isZero();
            assertThat(readers.get("goroutines")).hasSize(10);
            JsonNode wait = readers.get("waits").get(0);
            assertThat(wait.get("operation").asText()).isEqualTo("receive");
            assertThat(wait.get("cases").get(0).get("site").asText()).isEqualTo("channel jobs");
            assertThat(wait.get("cases").get(0).get("id").asText()).isEqualTo(Objects.toIdentityString(jobs));
            assertThat(wait.get("longest").asDouble()).isPositive();
        }
    }

    @Test
    void members_of_a_group_and_what_a_search_finds_come_in_pages() throws InterruptedException {
        try (var scope = Scope.open().named("shop")) {
            crowd(scope, 250);
            JsonNode group = scopeHere(digest()).get("groups").get(0);
            String id = Objects.toIdentityString(scope);
            Snapshot now = Sluice.snapshot();

            JsonNode first =
                    json(now.members(id, "shop/reader", group.get("startedAt").asText(), 0));
            JsonNode second =
                    json(now.members(id, "shop/reader", group.get("startedAt").asText(), 200));
            JsonNode found = json(now.search("READER-17", 0));
            JsonNode none = json(now.members(id, "shop/writer", "", 7));

            assertThat(first.get("total").asInt()).isEqualTo(250);
            assertThat(first.get("goroutines")).hasSize(200);
            assertThat(second.get("from").asInt()).isEqualTo(200);
            assertThat(second.get("goroutines")).hasSize(50);
            assertThat(found.get("goroutines"))
                    .allMatch(each -> each.get("name").asText().startsWith("shop/reader-17"))
                    .hasSize(11); // 17, 170 to 179
            assertThat(none.get("total").asInt()).isZero();
            long thread = found.get("goroutines").get(0).get("threadId").asLong();
            assertThat(json(now.search("" + thread, 0)).get("total").asInt()).isPositive();
        }
    }

    @Test
    void a_goroutine_alone_comes_with_its_stack() throws InterruptedException {
        try (var scope = Scope.open().named("shop")) {
            crowd(scope, 1);
            long thread = scopeHere(digest())
                    .get("groups")
                    .get(0)
                    .get("goroutines")
                    .get(0)
                    .get("threadId")
                    .asLong();

            JsonNode reader = json(Sluice.goroutine(thread, 5).orElseThrow().toJson());

            assertThat(reader.get("name").asText()).isEqualTo("shop/reader-1");
            assertThat(reader.get("stack").get(0).asText()).contains("DigestTest");
            assertThat(Sluice.goroutine(-1, 5)).isEmpty();
        }
    }

    @Tag("not-for-mutants")
    @Test
    void ten_thousand_goroutines_channels_and_breakers_fit_into_a_quarter_of_a_megabyte() throws InterruptedException {
        var channels = new ArrayList<Channel<Integer>>();
        var breakers = new ArrayList<CircuitBreaker>();
        for (int i = 0; i < 10_000; i++) {
            channels.add(Channel.named("channel " + i).unbuffered());
            breakers.add(CircuitBreaker.named("breaker " + i).build());
        }
        try (var scope = Scope.open().named("shop")) {
            for (Channel<Integer> each : channels) {
                scope.go("reader", () -> each.receive());
            }
            scope.go("last", () -> jobs.receive());
            Waiting.receiversWaitAt(jobs, 1);

            String digest = Sluice.snapshot().toDigest();

            assertThat(digest.length()).isLessThan(256 * 1024);
            JsonNode omitted = json(digest).get("omitted");
            assertThat(omitted.get("goroutines").asInt()).isGreaterThan(9_900);
            assertThat(omitted.get("channels").asInt()).isGreaterThan(9_600);
            assertThat(scopeHere(json(digest)).get("groups").get(0).get("count").asInt())
                    .isEqualTo(10_000);
        }
        assertThat(breakers).hasSize(10_000); // they are still in use
    }

    @Test
    void hostile_names_are_text() throws InterruptedException {
        Channel<Integer> channel = Channel.named(HOSTILE).unbuffered();
        try (var scope = Scope.open().named(HOSTILE)) {
            scope.go(HOSTILE, () -> channel.receive());
            Waiting.receiversWaitAt(channel, 1);

            JsonNode seen = scopeHere(digest());

            assertThat(seen.get("name").asText()).isEqualTo(HOSTILE);
            assertThat(seen.get("groups").get(0).get("name").asText()).isEqualTo(HOSTILE + "/" + HOSTILE);
        }
    }

    @Test
    void a_deadlock_that_was_found_stays_to_be_seen() {
        long before = digest().get("alarms").get("deadlocksFound").asLong();
        Channel<Integer> debits = Channel.named("debits").unbuffered();
        Channel<Integer> credits = Channel.named("credits").unbuffered();
        try (var scope = Scope.open().named("bank").detectDeadlock()) {
            scope.go("debit", () -> credits.receive());
            scope.go("credit", () -> debits.receive());
            scope.join();
        } catch (DeadlockException | InterruptedException _) {
            // it was cancelled because of it
        }

        JsonNode alarms = digest().get("alarms");
        JsonNode last = alarms.get("deadlocks").get(alarms.get("deadlocks").size() - 1);

        assertThat(alarms.get("deadlocksFound").asLong()).isEqualTo(before + 1);
        assertThat(last.get("scope").asText()).isEqualTo("bank");
        assertThat(last.get("message").asText()).startsWith("all 3 goroutines wait");
        assertThat(List.of(
                        last.get("goroutines").get(0),
                        last.get("goroutines").get(1),
                        last.get("goroutines").get(2)))
                .extracting(each ->
                        each.get("waitsIn").get("cases").get(0).get("site").asText())
                .containsExactlyInAnyOrder("scope bank", "channel credits", "channel debits");
        assertThat(Sluice.dump()).contains(" found, the last in scope bank\n");
    }

    @Test
    void the_mbean_gives_it_too() throws Exception {
        Sluice.registerMBean();
        try (var scope = Scope.open().named("shop")) {
            crowd(scope, 1);
            SluiceMXBean bean = JMX.newMXBeanProxy(
                    ManagementFactory.getPlatformMBeanServer(), new ObjectName(SluiceMXBean.NAME), SluiceMXBean.class);

            JsonNode reader = scopeHere(json(bean.digest()))
                    .get("groups")
                    .get(0)
                    .get("goroutines")
                    .get(0);
            long thread = reader.get("threadId").asLong();

            assertThat(json(bean.goroutine(thread, 3)).get("stack")).hasSize(3);
            assertThat(bean.goroutine(-1, 3)).isEmpty();
            assertThat(json(bean.search("shop/reader", 0)).get("total").asInt()).isEqualTo(1);
            assertThat(json(bean.members(
                                    Objects.toIdentityString(scope),
                                    "shop/reader",
                                    reader.get("startedAt").asText(),
                                    0))
                            .get("total")
                            .asInt())
                    .isEqualTo(1);
        } finally {
            Sluice.unregisterMBean();
        }
    }
}
