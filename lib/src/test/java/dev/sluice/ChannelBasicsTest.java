package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@ExtendWith(LeakCheck.class)
class ChannelBasicsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void what_is_sent_is_received_in_order(int capacity) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(capacity);
        var received = new ArrayList<Integer>();

        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (int i = 0; i < 10_000; i++) {
                    channel.send(i);
                }
                channel.close();
            });
            for (int each : channel) {
                received.add(each);
            }
            scope.join();
        }

        assertThat(received).hasSize(10_000).isSorted();
    }
}
