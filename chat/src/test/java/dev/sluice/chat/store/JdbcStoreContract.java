package dev.sluice.chat.store;

import static dev.sluice.chat.store.Outcomes.LOBBY;
import static dev.sluice.chat.store.Outcomes.NOON;
import static dev.sluice.chat.store.Outcomes.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What each store on a database has to do besides. */
abstract class JdbcStoreContract extends StoreContract {
    /** What to open the database of the running test with. */
    abstract String data() throws Exception;

    /** How another program opens it. */
    abstract String url() throws Exception;

    @Override
    Store open(StoreOptions options) throws Exception {
        return Store.open(data(), options, outcomes);
    }

    @Test
    void everything_is_there_after_a_restart() throws Exception {
        String epoch = store.epoch();
        var stored = outcomes.store(store, draft("jane", LOBBY, "hello", "1"));
        var mute = new Sanction(Sanction.Kind.MUTE, "joe", NOON.plusSeconds(60), "admin", "noise");
        store.impose(mute);
        store.claim("jane", "key of jane");

        store.close();
        open();

        assertThat(store.epoch()).isEqualTo(epoch);
        assertThat(store.after(LOBBY, 0, 10)).isEqualTo(stored.messages());
        assertThat(outcomes.append(store, draft("jane", LOBBY, "hello", "1"))).isInstanceOf(Outcome.Repeated.class);
        assertThat(outcomes.store(store, draft("next")).offset()).isEqualTo(2);
        assertThat(store.sanctions()).containsExactly(mute);
        assertThat(store.claim("jane", "key of another")).isFalse();
        assertThat(store.claim("jane", "key of jane")).isTrue();
        assertThat(store.audit(10)).hasSize(1);
    }

    @Test
    void session_keys_are_not_in_the_database() throws Exception {
        store.claim("jane", "key of jane");

        assertThat(query("SELECT key_hash FROM chat_name WHERE name = 'jane'"))
                .hasSize(64)
                .doesNotContain("key");
    }

    @Test
    void what_comes_while_a_group_is_written_is_one_group() throws Exception {
        var go = new CountDownLatch(1);
        store.close();
        store = Store.open(data(), options(), (Consumer<List<Outcome>>) some -> {
            uninterrupted(go);
            outcomes.accept(some);
        });
        store.append(draft("the first, alone"));
        await(() -> store.figures().stored() == 1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(store.append(draft("jane", LOBBY, "message " + i, "id" + i)))
                    .isTrue();
        }

        go.countDown();
        outcomes.next(1_001);

        assertThat(store.figures().transactions()).isEqualTo(11); // the first, and 10 of 100
        assertThat(store.last(LOBBY)).isEqualTo(1_001);
    }

    @Test
    void more_drafts_than_may_wait_are_refused() throws Exception {
        var go = new CountDownLatch(1);
        store.close();
        store = Store.open(data(), options().pending(10), (Consumer<List<Outcome>>) some -> {
            uninterrupted(go);
            outcomes.accept(some);
        });
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            taken += store.append(draft("message " + i)) ? 1 : 0;
        }

        assertThat(taken).isEqualTo(10);
        assertThat(store.figures().pending()).isEqualTo(10);
        go.countDown();
        outcomes.next(10);
        await(() -> store.figures().pending() == 0);
        outcomes.store(store, draft("there is room again"));
    }

    @Test
    void a_consumer_that_fails_stops_nothing() throws Exception {
        store.close();
        store = Store.open(data(), options(), (Consumer<List<Outcome>>) some -> {
            outcomes.accept(some);
            throw new IllegalStateException("the hub has a fault");
        });

        outcomes.store(store, draft("one"));
        outcomes.store(store, draft("two"));
    }

    @Test
    void what_is_too_old_is_removed_at_the_start_and_offsets_go_on() throws Exception {
        for (int i = 0; i < 2_500; i++) {
            store.append(draft("jane", LOBBY, "old " + i, "id" + i));
        }
        outcomes.next(2_500);
        store.claim("jane", "key of jane");
        store.close();
        clock.advance(Duration.ofDays(100));

        store = open(options().messages(Duration.ofDays(30)));

        await(() -> query("SELECT COUNT(*) FROM chat_message").equals("0"));
        await(() -> query("SELECT COUNT(*) FROM chat_sent").equals("0"));
        await(() -> query("SELECT COUNT(*) FROM chat_name").equals("0"));
        assertThat(query("SELECT bytes FROM chat_state")).isEqualTo("0");
        assertThat(outcomes.store(store, draft("new")).offset()).isEqualTo(2_501);
    }

    @Test
    void what_is_too_much_is_removed_the_oldest_first() throws Exception {
        for (int i = 0; i < 20; i++) {
            var time = NOON.plusSeconds(i);
            outcomes.store(store, new Draft("jane", LOBBY, "ä".repeat(48), time, null, null)); // weighs 200
        }
        store.delete(LOBBY, 19, "admin"); // weighs 104 from now on
        store.close();

        store = open(options().bytes(1_000));

        await(() -> query("SELECT COUNT(*) FROM chat_message").equals("5"));
        assertThat(offsets(store.after(LOBBY, 0, 100))).isEqualTo(range(16, 20));
        assertThat(query("SELECT bytes FROM chat_state")).isEqualTo("904");
    }

    @Test
    void a_second_server_on_one_database_is_refused() throws Exception {
        assertThatThrownBy(() -> Store.open(data(), options(), outcomes))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is in use by another server; stop that one, or name another");

        outcomes.store(store, draft("the first one goes on"));
    }

    @Test
    void a_database_of_a_newer_version_is_refused_and_left_alone() throws Exception {
        store.close();
        execute("UPDATE chat_state SET version = 99");

        assertThatThrownBy(() -> Store.open(data(), options(), outcomes))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has version 99, and this server knows none above " + Schema.VERSION);

        assertThat(query("SELECT version FROM chat_state")).isEqualTo("99");
    }

    @Test
    void a_database_of_version_1_is_brought_up_to_date() throws Exception {
        var stored = outcomes.store(store, draft("jane", LOBBY, "hello", "1"));
        String epoch = store.epoch();
        store.close();
        execute("DROP TABLE chat_name", "DROP TABLE chat_sanction", "DROP TABLE chat_audit");
        execute("DROP INDEX chat_feed_likeness", "ALTER TABLE chat_feed DROP COLUMN likeness");
        execute("UPDATE chat_state SET version = 1");

        open();

        assertThat(query("SELECT version FROM chat_state")).isEqualTo(String.valueOf(Schema.VERSION));
        assertThat(store.epoch()).isEqualTo(epoch);
        assertThat(store.after(LOBBY, 0, 10)).isEqualTo(stored.messages());
        assertThat(store.claim("jane", "key")).isTrue();
        assertThat(store.roomsLike("lobby")).containsExactly("lobby");
        assertThat(store.delete(LOBBY, 1, "admin")).isTrue();
    }

    @Test
    void what_was_acknowledged_is_there_after_each_kill_once_and_without_gaps() throws Exception {
        int kills = Integer.getInteger("sluice.chat.kills", 5);
        long seed = System.nanoTime();
        var random = new Random(seed);
        store.close();
        Map<String, Long> acknowledged = new HashMap<>();

        for (int round = 0; round < kills; round++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            AppendingProcess.class.getName(),
                            data(),
                            String.valueOf(round))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = process.inputReader()) {
                for (int i = random.nextInt(3_000); i >= 0; i--) {
                    acknowledge(lines.readLine(), acknowledged);
                }
                process.toHandle().destroyForcibly(); // that of the process would close its output too
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.endsWith(" .")) { // the last may be cut off
                        acknowledge(line, acknowledged);
                    }
                }
            }
            process.waitFor();
        }
        open();

        int found = 0;
        var texts = new HashSet<String>();
        for (String room : List.of("room0", "room1", "room2")) {
            Feed feed = Feed.room(room);
            List<Message> messages = store.after(feed, 0, Integer.MAX_VALUE);
            assertThat(offsets(messages)).as("seed %d", seed).isEqualTo(range(1, store.last(feed)));
            for (Message message : messages) {
                assertThat(texts.add(message.content()))
                        .as("seed %d: %s", seed, message)
                        .isTrue();
                Long offset = acknowledged.get(room + " " + message.content());
                if (offset != null) {
                    assertThat(message.offset())
                            .as("seed %d: %s", seed, message)
                            .isEqualTo(offset);
                    found++;
                }
            }
        }
        assertThat(found).as("seed %d", seed).isEqualTo(acknowledged.size()).isPositive();
    }

    private static void acknowledge(@Nullable String line, Map<String, Long> acknowledged) {
        Matcher parts =
                Pattern.compile("(\\S+) (\\d+) (\\S+) \\.").matcher(Objects.requireNonNull(line, "no more lines"));
        assertThat(parts.matches()).as(line).isTrue();
        Long offset = Long.valueOf(parts.group(2));
        Long before = acknowledged.put(parts.group(1) + " " + parts.group(3), offset);
        assertThat(before == null || before.equals(offset)).as(line).isTrue();
    }

    final String query(String text) throws Exception {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(text)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    final void execute(String... texts) throws Exception {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            for (String text : texts) {
                statement.execute(text);
            }
        }
    }

    /** Waits for a state; the test's timeout bounds it. */
    static void await(Callable<Boolean> state) throws Exception {
        while (!state.call()) {
            Thread.sleep(5);
        }
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
