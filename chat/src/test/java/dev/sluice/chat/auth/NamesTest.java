package dev.sluice.chat.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "jane,jane",
        "Jane,jane",
        "ＪＡＮＥ,jane",
        "größe,grösse",
        "jo-e_1.x,jo-e_1.x",
        "Ольга,ольга",
        "田中さん,田中さん",
        "김민수,김민수",
        "0day,0day"
    })
    void a_name_has_one_spelling(String given, String spelled) throws Refusal {
        assertThat(Names.person(given)).isEqualTo(spelled);
        assertThat(Names.person(spelled)).isEqualTo(spelled);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\u0000b",
                "a/b",
                "<b>",
                "-a",
                ".",
                "a@b",
                "a\nb",
                "😀",
                "jаne",
                "раypal",
                "x123456789012345678901234567890123"
            })
    void what_is_no_name_is_refused(String given) {
        assertThatThrownBy(() -> Names.person(given))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_NAME));
        assertThatThrownBy(() -> Names.room(given))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_ROOM));
    }

    @Test
    void a_long_text_is_refused_without_being_looked_through() {
        assertThatThrownBy(() -> Names.person("x".repeat(60_000))).hasMessageContaining("had 60000");
    }

    @Test
    void a_name_of_one_script_that_looks_like_one_of_another_has_the_same_skeleton() {
        assertThat(Names.skeleton("сор")).isEqualTo(Names.skeleton("cop")); // the first one is Cyrillic
        assertThat(Names.skeleton("rnary")).isEqualTo(Names.skeleton("mary"));
        assertThat(Names.skeleton("jane")).isNotEqualTo(Names.skeleton("joan"));
    }

    @Test
    void a_name_belongs_to_the_first_that_claims_it_and_to_its_key() throws Exception {
        try (Store store = Store.inMemory(StoreOptions.DEFAULT.likeness(Names::skeleton), _ -> {})) {
            var gate = new FirstCome(store);
            Gate.Admission first = gate.admit(hello("mary", null));

            assertThat(first.session()).hasSize(32);
            assertThat(gate.admit(hello("Mary", first.session())).name()).isEqualTo("mary");
            for (ClientMessage.Hello other : new ClientMessage.Hello[] {
                hello("mary", null), hello("MARY", "guess"), hello("rnary", null), hello("rnary", first.session())
            }) {
                assertThatThrownBy(() -> gate.admit(other))
                        .isInstanceOfSatisfying(
                                Refusal.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NAME_TAKEN));
            }
        }
    }

    private static ClientMessage.Hello hello(String name, @Nullable String session) {
        return new ClientMessage.Hello(name, null, session, null);
    }

    @Test
    void the_third_second_in_a_row_of_excess_is_too_much() {
        var excess = new Excess();
        long second = 1_000_000_000L;

        assertThat(excess.note(0)).isFalse();
        assertThat(excess.note(second / 2)).isFalse();
        assertThat(excess.note(second)).isFalse();
        assertThat(excess.note(3 * second)).as("a second was quiet").isFalse();
        assertThat(excess.note(4 * second)).isFalse();
        assertThat(excess.note(5 * second)).isTrue();
    }
}
