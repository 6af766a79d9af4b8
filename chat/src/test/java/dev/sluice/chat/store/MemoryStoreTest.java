package dev.sluice.chat.store;

import static dev.sluice.chat.store.Outcomes.LOBBY;
import static dev.sluice.chat.store.Outcomes.NOON;
import static dev.sluice.chat.store.Outcomes.draft;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    @Override
    Store open(StoreOptions options) {
        return Store.inMemory(options, outcomes);
    }

    @Test
    void an_epoch_is_of_one_store_alone() {
        try (Store other = Store.inMemory(options(), outcomes)) {
            assertThat(other.epoch()).isNotEqualTo(store.epoch());
        }
    }

    @Test
    void keeps_the_latest_messages_by_size_and_goes_on_counting() throws Exception {
        try (Store small = Store.inMemory(options().bytes(1_000), outcomes)) {
            for (int i = 0; i < 20; i++) {
                outcomes.store(small, draft("x".repeat(96))); // with its row and its sender, 200
            }

            assertThat(offsets(small.before(LOBBY, Long.MAX_VALUE, 100))).isEqualTo(range(16, 20));
            assertThat(small.last(LOBBY)).isEqualTo(20);
        }
    }

    @Test
    void keeps_messages_and_ids_by_age() throws Exception {
        try (Store hour = Store.inMemory(options().messages(Duration.ofHours(1)), outcomes)) {
            outcomes.store(hour, draft("jane", LOBBY, "old", "1"));
            clock.advance(Duration.ofHours(25));

            var again =
                    outcomes.store(hour, new Draft("jane", LOBBY, "new", NOON.plus(Duration.ofHours(25)), "1", null));

            assertThat(hour.after(LOBBY, 0, 10)).isEqualTo(again.messages());
            assertThat(again.offset()).isEqualTo(2);
        }
    }

    @Test
    void a_consumer_may_append_and_the_order_stays() throws Exception {
        var seen = new ArrayList<String>();
        var stores = new ArrayList<Store>();
        try (Store echoing = Store.inMemory(options(), (List<Outcome> some) -> {
            for (Outcome outcome : some) {
                seen.add(outcome.draft().content());
                if (outcome.draft().content().length() < 3) {
                    stores.getFirst().append(draft(outcome.draft().content() + "!"));
                }
            }
        })) {
            stores.add(echoing);

            echoing.append(draft("a"));

            assertThat(seen).containsExactly("a", "a!", "a!!");
        }
    }
}
