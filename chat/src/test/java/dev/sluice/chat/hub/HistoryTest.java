package dev.sluice.chat.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
class HistoryTest {
    private final History history = new History("e");

    private static List<ServerMessage.Message> messages(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(i -> new ServerMessage.Message(new Target.Room("r"), "jane", "m" + i, 0, "e", i, null, false))
                .toList();
    }

    @Test
    void what_is_removed_while_it_is_loaded_comes_without_its_text() {
        history.delete(3);
        history.delete(98);
        history.load(new History.Loaded(100, messages(51, 100), List.of(), null));

        var backlog = history.backlog(new Position("e", 2), messages(3, 100));

        assertThat(backlog.recovered()).isTrue();
        assertThat(backlog.messages()).hasSize(98);
        assertThat(backlog.messages())
                .filteredOn(ServerMessage.Message::deleted)
                .extracting(ServerMessage.Message::offset, ServerMessage.Message::content)
                .containsExactly(tuple(3L, ""), tuple(98L, ""));
    }
}
