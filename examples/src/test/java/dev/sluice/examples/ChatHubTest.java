package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ChannelFailedException;
import dev.sluice.Scope;
import dev.sluice.examples.ChatHub.Client;
import org.junit.jupiter.api.Test;

@ExampleTest
class ChatHubTest {
    @Test
    void clients_hear_each_other_over_tcp_and_the_server_ends() throws Exception {
        assertThat(Output.of("chat-hub")).isEqualTo("""
                        ada reads: ada has joined
                        ada reads: bob has joined
                        ada reads: bob: hello
                        ada reads: bob has left
                        the server has ended
                        """);
    }

    @Test
    void a_client_that_does_not_read_is_disconnected_and_the_others_lose_nothing() throws Exception {
        var hub = new ChatHub();
        var ada = new Client("ada");
        var carl = new Client("carl");
        try (var scope = Scope.open()) {
            scope.go(hub::run);
            hub.join(ada);
            hub.join(carl);
            assertThat(ada.outbox().receive()).isEqualTo("ada has joined");
            assertThat(ada.outbox().receive()).isEqualTo("carl has joined");

            for (int message = 1; message <= 100; message++) {
                hub.say(ada, "message " + message);
                assertThat(ada.outbox().receive()).isEqualTo("ada: message " + message);
            }
        }

        assertThatThrownBy(() -> carl.outbox().forEach(_ -> {}))
                .isInstanceOf(ChannelFailedException.class)
                .hasRootCauseMessage("carl reads too slowly");
    }
}
