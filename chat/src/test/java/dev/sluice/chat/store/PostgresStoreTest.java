package dev.sluice.chat.store;

import static dev.sluice.chat.store.Outcomes.LOBBY;
import static dev.sluice.chat.store.Outcomes.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends JdbcStoreContract {
    private static @Nullable PostgresServer shared;

    private @Nullable String url;

    @BeforeAll
    static void start() throws Exception {
        shared = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (shared != null) {
            shared.remove();
        }
    }

    private static PostgresServer server() {
        return java.util.Objects.requireNonNull(shared);
    }

    @Override
    String data() throws Exception {
        if (url == null) {
            url = server().database("");
        }
        return url;
    }

    @Override
    String url() throws Exception {
        return data();
    }

    @Test
    void a_server_that_comes_back_within_a_few_seconds_costs_nothing() throws Exception {
        outcomes.store(store, draft("jane", LOBBY, "before", "1"));
        assertThat(store.last(LOBBY)).isEqualTo(1);

        server().down();
        assertThat(store.append(draft("jane", LOBBY, "meanwhile", "2"))).isTrue();
        long begin = System.nanoTime();
        await(() -> store.figures().pending() == 1);
        server().up();
        Outcome outcome = outcomes.next();
        assumeThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("a busy machine, on which the server takes longer to come back than messages wait for it")
                .isLessThan(Duration.ofSeconds(8));

        assertThat(((Outcome.Stored) outcome).offset()).isEqualTo(2);
        assertThat(store.after(LOBBY, 0, 10)).extracting(Message::content).containsExactly("before", "meanwhile");
        assertThat(store.figures().trouble()).isNull();
    }

    @Test
    void a_server_that_is_gone_is_said_to_the_senders_and_does_no_harm_when_it_is_back() throws Exception {
        outcomes.store(store, draft("before"));
        server().down();
        try {
            var failed = (Outcome.Failed) outcomes.append(store, draft("jane", LOBBY, "meanwhile", "1"));

            assertThat(failed.reason()).isEqualTo(Outcome.Reason.UNAVAILABLE);
            assertThat(failed.text()).isEqualTo("the server can't store messages at present; try again later");
            assertThat(store.figures().trouble()).startsWith("the PostgreSQL database has failed");
            assertThatThrownBy(() -> store.last(LOBBY)).isInstanceOf(StoreException.class);
        } finally {
            server().up();
        }

        Outcome again = outcomes.append(store, draft("jane", LOBBY, "meanwhile", "1"));
        while (again instanceof Outcome.Failed) { // the breaker tries once a second
            Thread.sleep(50);
            again = outcomes.append(store, draft("jane", LOBBY, "meanwhile", "1"));
        }
        assertThat(((Outcome.Stored) again).offset()).isEqualTo(2);
    }

    @Test
    void connections_that_are_cut_at_any_moment_lose_nothing_and_repeat_nothing() throws Exception {
        int messages = 3_000;
        for (int i = 0; i < messages; i++) {
            assertThat(store.append(draft("jane", LOBBY, "message " + i, null))).isTrue();
            if (i % 500 == 250) {
                execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
            }
        }

        Map<String, Long> offsets = new HashMap<>();
        for (Outcome outcome : outcomes.next(messages)) {
            offsets.put(outcome.draft().content(), ((Outcome.Stored) outcome).offset());
        }

        assertThat(query("SELECT COUNT(*) FROM chat_message")).isEqualTo(String.valueOf(messages));
        assertThat(query("SELECT COUNT(DISTINCT content) FROM chat_message")).isEqualTo(String.valueOf(messages));
        assertThat(store.after(LOBBY, 0, messages))
                .allSatisfy(message -> assertThat(offsets).containsEntry(message.content(), message.offset()));
    }

    @Test
    void a_database_of_another_encoding_is_refused() throws Exception {
        String latin = server().database("ENCODING 'LATIN1' TEMPLATE template0");

        assertThatThrownBy(() -> Store.open(latin, options(), outcomes))
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        "the database must have the encoding UTF8, has LATIN1; make one by createdb -E UTF8 -T template0");
    }

    @Test
    void closing_while_the_server_is_gone_takes_no_longer_than_it_may() throws Exception {
        server().down();
        try {
            for (int i = 0; i < 1_000; i++) {
                store.append(draft("message " + i));
            }

            long start = System.nanoTime();
            store.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            assertThat(outcomes.next(1_000))
                    .allSatisfy(failed -> assertThat(failed).isInstanceOf(Outcome.Failed.class));
        } finally {
            server().up();
        }
    }
}
