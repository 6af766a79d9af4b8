package dev.sluice.chat.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.protocol.Backlog;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class SequencesTest {
    private final Sequences sequences = new Sequences();

    @Test
    void a_message_that_comes_again_is_not_new() {
        assertThat(sequences.isNew(message("e", 1))).isTrue();
        assertThat(sequences.isNew(message("e", 2))).isTrue();

        assertThat(sequences.isNew(message("e", 2))).isFalse();
        assertThat(sequences.isNew(message("e", 1))).isFalse();
    }

    @Test
    void a_low_offset_of_another_epoch_is_new() {
        sequences.isNew(message("old", 100));

        assertThat(sequences.isNew(message("new", 1))).isTrue();
        assertThat(sequences.last("lobby")).isEqualTo(new Position("new", 1));
    }

    @Test
    void private_messages_and_those_of_rooms_are_counted_apart() {
        sequences.isNew(message("e", 5));
        var privately = new ServerMessage.Message(new Target.Person("joe"), "jane", "psst", 0, "e", 5, null, false);

        assertThat(sequences.isNew(privately)).isTrue();
        assertThat(sequences.last(Sequences.PRIVATE)).isEqualTo(new Position("e", 5));
    }

    @Test
    void what_was_missed_is_told_once() {
        sequences.isNew(message("e", 3));

        assertThat(sequences.missed("lobby", backlog("e", 6, true, 2, 3, 4, 5, 6)))
                .extracting(ServerMessage.Message::offset)
                .containsExactly(4L, 5L, 6L);
        assertThat(sequences.isNew(message("e", 6))).isFalse();
        assertThat(sequences.isNew(message("e", 7))).isTrue();
    }

    @Test
    void the_latest_messages_are_not_what_was_missed() {
        sequences.isNew(message("old", 3));

        assertThat(sequences.missed("lobby", backlog("new", 2, false, 1, 2))).isEmpty();
        assertThat(sequences.last("lobby")).isEqualTo(new Position("new", 2));
    }

    private static Backlog backlog(String epoch, long offset, boolean recovered, long... offsets) {
        List<ServerMessage.Message> messages =
                LongStream.of(offsets).mapToObj(one -> message(epoch, one)).toList();
        return new Backlog(epoch, offset, recovered, messages, List.of());
    }

    private static ServerMessage.Message message(String epoch, long offset) {
        return new ServerMessage.Message(new Target.Room("lobby"), "jane", "hi", 0, epoch, offset, null, false);
    }
}
