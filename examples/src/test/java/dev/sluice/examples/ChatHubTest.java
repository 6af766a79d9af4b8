package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.examples.ChatHub.Client;
import dev.sluice.testkit.Deterministic;
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

    @Test
    @Deterministic(seeds = 200)
    void a_client_that_leaves_while_the_chat_is_stopped_does_not_wait_for_ever() throws InterruptedException {
        var hub = new ChatHub();
        var ada = new Client("ada");
        try (var scope = Scope.open()) {
            scope.go("hub", hub::run);
            scope.go("client", () -> {
                hub.join(ada);
                try {
                    Channel.unbuffered().receive(); // until the chat is stopped
                } finally {
                    Context.current().detached().run(() -> hub.leave(ada));
                }
            });
            ada.outbox().receive();
            scope.cancel();
            scope.join();
        }
    }
}
