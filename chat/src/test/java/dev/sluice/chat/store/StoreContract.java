package dev.sluice.chat.store;

import static dev.sluice.chat.store.Outcomes.LOBBY;
import static dev.sluice.chat.store.Outcomes.NOON;
import static dev.sluice.chat.store.Outcomes.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each store has to do. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
abstract class StoreContract {
    final TestClock clock = new TestClock();
    final Outcomes outcomes = new Outcomes();
    Store store;

    /** Opens a store; if it is on a database, on the same one for each call in a test. */
    abstract Store open(StoreOptions options) throws Exception;

    StoreOptions options() {
        return StoreOptions.DEFAULT.clock(clock);
    }

    @BeforeEach
    void open() throws Exception {
        store = open(options());
    }

    @AfterEach
    void close() {
        store.close();
        assertThat(outcomes.waiting()).as("outcomes that no test has looked at").isZero();
    }

    @Test
    void offsets_count_from_1_in_each_feed() throws Exception {
        assertThat(store.last(LOBBY)).isZero();

        var first = outcomes.store(store, draft("one"));
        var second = outcomes.store(store, draft("two"));
        var other = outcomes.store(store, draft("jane", Feed.room("garden"), "three", null));

        assertThat(first.offset()).isEqualTo(1);
        assertThat(second.offset()).isEqualTo(2);
        assertThat(other.offset()).isEqualTo(1);
        assertThat(store.last(LOBBY)).isEqualTo(2);
        assertThat(store.after(LOBBY, 0, 10))
                .containsExactly(
                        new Message(LOBBY, 1, "jane", LOBBY, "one", NOON, false),
                        new Message(LOBBY, 2, "jane", LOBBY, "two", NOON, false));
        assertThat(store.after(LOBBY, 0, 10))
                .isEqualTo(
                        List.of(first.messages().getFirst(), second.messages().getFirst()));
    }

    @Test
    void a_private_message_is_in_the_feeds_of_both() throws Exception {
        Feed jane = Feed.person("jane");
        Feed joe = Feed.person("joe");
        outcomes.store(store, draft("joe", joe, "to myself", null));

        var stored = outcomes.store(store, draft("jane", joe, "psst", "1"));

        assertThat(stored.messages())
                .containsExactly(
                        new Message(jane, 1, "jane", joe, "psst", NOON, false),
                        new Message(joe, 2, "jane", joe, "psst", NOON, false));
        assertThat(store.after(jane, 0, 10)).containsExactly(stored.messages().get(0));
        assertThat(store.after(joe, 1, 10)).containsExactly(stored.messages().get(1));
        assertThat(store.last(joe)).isEqualTo(2);
        assertThat(outcomes.append(store, draft("jane", joe, "psst", "1")))
                .isEqualTo(new Outcome.Repeated(draft("jane", joe, "psst", "1"), 1));
    }

    @Test
    void a_room_and_a_person_of_one_name_are_two() throws Exception {
        outcomes.store(store, draft("joe", Feed.room("jane"), "in the room", null));
        outcomes.store(store, draft("joe", Feed.person("jane"), "in private", null));

        assertThat(store.after(Feed.room("jane"), 0, 10))
                .extracting(Message::content)
                .containsExactly("in the room");
        assertThat(store.after(Feed.person("jane"), 0, 10))
                .extracting(Message::content)
                .containsExactly("in private");
    }

    @Test
    void each_draft_has_one_outcome_in_the_order_of_its_sender_and_with_its_origin() throws Exception {
        int senders = 8;
        int each = 250;

        try (var scope = Scope.open()) {
            for (int sender = 0; sender < senders; sender++) {
                String name = "sender" + sender;
                scope.go(() -> {
                    for (int i = 0; i < each; i++) {
                        assertThat(store.append(new Draft(name, LOBBY, name + " " + i, NOON, "id" + i, i)))
                                .isTrue();
                    }
                });
            }
            scope.join();
        }
        var all = outcomes.next(senders * each);

        assertThat(all).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Stored.class));
        assertThat(all)
                .extracting(outcome -> ((Outcome.Stored) outcome).offset())
                .isEqualTo(IntStream.rangeClosed(1, senders * each)
                        .mapToObj(Long::valueOf)
                        .toList());
        for (int sender = 0; sender < senders; sender++) {
            String name = "sender" + sender;
            assertThat(all)
                    .filteredOn(outcome -> outcome.draft().from().equals(name))
                    .extracting(outcome -> outcome.draft().origin())
                    .isEqualTo(IntStream.range(0, each).boxed().toList());
        }
        assertThat(store.after(LOBBY, 0, 10_000))
                .isEqualTo(all.stream()
                        .map(outcome -> ((Outcome.Stored) outcome).messages().getFirst())
                        .toList());
        assertThat(store.figures().stored()).isEqualTo(all.size());
    }

    @Test
    void what_is_sent_again_under_its_id_is_one_message() throws Exception {
        for (int i = 0; i < 150; i++) {
            assertThat(store.append(draft("jane", LOBBY, "hello", "a1"))).isTrue();
        }
        var all = outcomes.next(150);

        assertThat(all.getFirst()).isInstanceOf(Outcome.Stored.class);
        assertThat(all.subList(1, 150))
                .allSatisfy(
                        again -> assertThat(((Outcome.Repeated) again).offset()).isEqualTo(1));
        assertThat(store.last(LOBBY)).isEqualTo(1);
        assertThat(store.figures().repeated()).isEqualTo(149);
    }

    @Test
    void an_id_is_of_its_sender_alone() throws Exception {
        var jane = outcomes.store(store, draft("jane", LOBBY, "hello", "1"));
        var joe = outcomes.store(store, draft("joe", LOBBY, "hello", "1"));

        assertThat(joe.offset()).isEqualTo(jane.offset() + 1);
    }

    @Test
    void an_id_that_stands_for_another_message_is_an_error_and_loses_nothing_in_silence() throws Exception {
        outcomes.store(store, draft("jane", LOBBY, "hello", "1"));

        var failed = (Outcome.Failed) outcomes.append(store, draft("jane", LOBBY, "bye", "1"));
        var elsewhere = (Outcome.Failed) outcomes.append(store, draft("jane", Feed.room("garden"), "hello", "1"));

        assertThat(failed.reason()).isEqualTo(Outcome.Reason.INVALID);
        assertThat(failed.text())
                .isEqualTo("the id '1' was used for another message before; give each message an id of its own");
        assertThat(elsewhere.reason()).isEqualTo(Outcome.Reason.INVALID);
        assertThat(store.last(LOBBY)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nul \0", "half \ud800", "\udc00 half", "wrong order \udc00\ud800", "\ud83d\ud83d\ude00"})
    void text_that_is_no_unicode_is_refused_and_hurts_no_other(String bad) throws Exception {
        store.append(draft("before"));
        store.append(draft(bad));
        store.append(draft("jane", LOBBY, "a bad id", bad));
        store.append(draft("jane", Feed.room(bad), "a bad room", null));
        store.append(draft("after"));
        var all = outcomes.next(5);

        assertThat(all.subList(1, 4))
                .allSatisfy(
                        failed -> assertThat(((Outcome.Failed) failed).reason()).isEqualTo(Outcome.Reason.INVALID));
        assertThat(((Outcome.Failed) all.get(1)).text()).startsWith("content must be Unicode text without NUL");
        assertThat(store.after(LOBBY, 0, 10)).extracting(Message::content).containsExactly("before", "after");
        assertThatThrownBy(() -> store.claim(bad, "key")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "'; DROP TABLE chat_message; --",
                "😀 \uffff \ufffe",
                "שלום",
                "a\u0301",
                "\r\n\t\u0001\u007f",
                "%_\\\"`"
            })
    void all_other_text_comes_back_as_it_was(String text) throws Exception {
        var stored = outcomes.store(store, draft("jane 😀", Feed.room(text), text, text));

        assertThat(store.after(Feed.room(text), 0, 10)).isEqualTo(stored.messages());
        assertThat(stored.messages().getFirst().content()).isEqualTo(text);
        assertThat(outcomes.append(store, draft("jane 😀", Feed.room(text), text, text)))
                .isInstanceOf(Outcome.Repeated.class);
    }

    @Test
    void an_id_of_more_than_128_characters_is_refused() throws Exception {
        var failed = (Outcome.Failed) outcomes.append(store, draft("jane", LOBBY, "hello", "x".repeat(129)));

        assertThat(failed.text()).isEqualTo("id must have at most 128 characters, has 129");
        outcomes.store(store, draft("jane", LOBBY, "hello", "x".repeat(128)));
    }

    @Test
    void history_is_read_in_pages_both_ways() throws Exception {
        for (int i = 1; i <= 120; i++) {
            store.append(draft("message " + i));
        }
        outcomes.next(120);

        assertThat(offsets(store.before(LOBBY, Long.MAX_VALUE, 50))).isEqualTo(range(71, 120));
        assertThat(offsets(store.before(LOBBY, 71, 50))).isEqualTo(range(21, 70));
        assertThat(offsets(store.before(LOBBY, 21, 50))).isEqualTo(range(1, 20));
        assertThat(store.before(LOBBY, 1, 50)).isEmpty();
        assertThat(offsets(store.after(LOBBY, 100, 50))).isEqualTo(range(101, 120));
        assertThat(offsets(store.after(LOBBY, 10, 5))).isEqualTo(range(11, 15));
        assertThat(store.after(LOBBY, 120, 50)).isEmpty();
        assertThat(store.before(Feed.room("empty"), 100, 50)).isEmpty();
    }

    @Test
    void a_deleted_message_leaves_its_place_and_its_id() throws Exception {
        outcomes.store(store, draft("jane", LOBBY, "rude", "1"));
        outcomes.store(store, draft("polite"));

        assertThat(store.delete(LOBBY, 1, "admin")).isTrue();

        assertThat(store.delete(LOBBY, 1, "admin")).isFalse();
        assertThat(store.delete(LOBBY, 3, "admin")).isFalse();
        assertThat(store.after(LOBBY, 0, 10))
                .containsExactly(
                        new Message(LOBBY, 1, "jane", LOBBY, "", NOON, true),
                        new Message(LOBBY, 2, "jane", LOBBY, "polite", NOON, false));
        assertThat(outcomes.append(store, draft("jane", LOBBY, "rude", "1"))).isInstanceOf(Outcome.Repeated.class);
        assertThat(store.audit(10)).containsExactly(new AuditEntry(NOON, "admin", "delete", "#lobby 1", ""));
    }

    @Test
    void it_is_known_which_messages_were_deleted() throws Exception {
        for (int i = 1; i <= 10; i++) {
            outcomes.store(store, draft("message " + i));
        }
        outcomes.store(store, draft("jane", Feed.room("garden"), "elsewhere", null));
        for (long offset : List.of(8L, 2L, 5L)) {
            store.delete(LOBBY, offset, "admin");
        }
        store.delete(Feed.room("garden"), 1, "admin");

        assertThat(store.deleted(LOBBY, -1_000)).containsExactly(2L, 5L, 8L);
        assertThat(store.deleted(LOBBY, 2)).containsExactly(5L, 8L);
        assertThat(store.deleted(LOBBY, 8)).isEmpty();
    }

    @Test
    void a_sanction_is_in_force_until_its_end() throws Exception {
        var mute = new Sanction(Sanction.Kind.MUTE, "joe", NOON.plusSeconds(60), "admin", "noise");
        var ban = new Sanction(Sanction.Kind.BAN, "joe", null, "admin", "");

        store.impose(mute);
        store.impose(ban);
        assertThat(store.sanctions()).containsExactlyInAnyOrder(mute, ban);
        clock.advance(Duration.ofSeconds(60));

        assertThat(store.sanctions()).containsExactly(ban);
        assertThat(store.lift(Sanction.Kind.MUTE, "joe", "admin")).isFalse();
        assertThat(store.lift(Sanction.Kind.BAN, "joe", "root")).isTrue();
        assertThat(store.lift(Sanction.Kind.BAN, "joe", "root")).isFalse();
        assertThat(store.sanctions()).isEmpty();
    }

    @Test
    void a_sanction_takes_the_place_of_an_earlier_one() throws Exception {
        store.impose(new Sanction(Sanction.Kind.MUTE, "joe", NOON.plusSeconds(60), "admin", "noise"));
        var longer = new Sanction(Sanction.Kind.MUTE, "joe", NOON.plusSeconds(600), "root", "more noise");

        store.impose(longer);

        assertThat(store.sanctions()).containsExactly(longer);
    }

    @Test
    void each_act_of_a_moderator_is_written_down() throws Exception {
        store.impose(new Sanction(Sanction.Kind.MUTE, "joe", NOON.plusSeconds(60), "admin", "noise"));
        store.lift(Sanction.Kind.MUTE, "joe", "root");
        store.record(new AuditEntry(NOON, "root", "kick", "joe", "again"));
        store.impose(new Sanction(Sanction.Kind.BAN, "joe", null, "root", ""));

        assertThat(store.audit(10))
                .containsExactly(
                        new AuditEntry(NOON, "root", "ban", "joe", "for good"),
                        new AuditEntry(NOON, "root", "kick", "joe", "again"),
                        new AuditEntry(NOON, "root", "unmute", "joe", ""),
                        new AuditEntry(NOON, "admin", "mute", "joe", "until 2026-05-04T12:01:00.123Z: noise"));
        assertThat(store.audit(1)).hasSize(1);
    }

    @Test
    void a_name_belongs_to_the_holder_of_its_key_until_it_was_not_used_for_long() throws Exception {
        assertThat(store.claim("jane", "key of jane")).isTrue();
        assertThat(store.claim("jane", "key of another")).isFalse();
        assertThat(store.claim("jane", "key of jane")).isTrue();
        assertThat(store.claim("joe", "key of another")).isTrue();

        clock.advance(Duration.ofDays(60));
        assertThat(store.claim("jane", "key of jane")).isTrue();
        clock.advance(Duration.ofDays(60));

        assertThat(store.claim("jane", "key of another")).isFalse();
        assertThat(store.claim("joe", "key of a third")).isTrue();
    }

    @Test
    void names_that_look_alike_are_claimed_together_in_one_spelling() throws Exception {
        store.close();
        store = open(options().likeness(name -> name.replace("rn", "m")));

        assertThat(store.claim("mary", "key of mary")).isTrue();

        assertThat(store.claim("rnary", "key of another")).isFalse();
        assertThat(store.isClaimed("mary")).isTrue();
        assertThat(store.isClaimed("rnary")).isFalse();
        assertThat(store.isClaimed("jane")).isFalse();
    }

    @Test
    void rooms_are_found_by_what_they_look_like() throws Exception {
        store.close();
        store = open(options().likeness(name -> name.replace("rn", "m")));
        outcomes.store(store, draft("jane", Feed.room("farm"), "moo", null));
        outcomes.store(store, draft("jane", Feed.room("farm"), "moo", null));
        outcomes.store(store, draft("jane", Feed.person("farrn"), "psst", null));

        assertThat(store.roomsLike("farrn")).containsExactly("farm");
        assertThat(store.roomsLike("farm")).containsExactly("farm");
        assertThat(store.roomsLike("fann")).isEmpty();
    }

    @Test
    void of_many_that_claim_a_name_at_once_one_has_it() throws Exception {
        var winners = new ArrayList<Integer>();

        try (var scope = Scope.open()) {
            for (int i = 0; i < 20; i++) {
                int number = i;
                scope.go(() -> {
                    if (store.claim("jane", "key " + number)) {
                        synchronized (winners) {
                            winners.add(number);
                        }
                    }
                });
            }
            scope.join();
        }

        assertThat(winners).hasSize(1);
    }

    @Test
    void a_closed_store_takes_nothing_and_has_dealt_with_all_that_it_took() throws Exception {
        int taken = 0;
        for (int i = 0; i < 500; i++) {
            taken += store.append(draft("message " + i)) ? 1 : 0;
        }

        store.close();

        assertThat(outcomes.waiting()).isEqualTo(taken);
        var offsets = new HashSet<Long>();
        for (Outcome outcome : outcomes.next(taken)) {
            offsets.add(((Outcome.Stored) outcome).offset());
        }
        assertThat(offsets).hasSize(taken);
        assertThat(store.append(draft("late"))).isFalse();
    }

    static List<Long> offsets(List<Message> messages) {
        return messages.stream().map(Message::offset).toList();
    }

    static List<Long> range(long first, long last) {
        return java.util.stream.LongStream.rangeClosed(first, last).boxed().toList();
    }
}
