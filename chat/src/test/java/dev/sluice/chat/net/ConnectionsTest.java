package dev.sluice.chat.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.net.Connections.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ConnectionsTest {
    private final Connections connections = new Connections(100, 2);

    private Verdict came(String address) throws Exception {
        return connections.came(InetAddress.ofLiteral(address));
    }

    @Test
    void an_address_has_its_number_and_no_more_until_one_has_left() throws Exception {
        assertThat(came("192.0.2.1")).isEqualTo(Verdict.WELCOME);
        assertThat(came("192.0.2.1")).isEqualTo(Verdict.WELCOME);
        assertThat(came("192.0.2.1")).isEqualTo(Verdict.TOO_MANY_OF_ADDRESS);
        assertThat(came("192.0.2.2")).isEqualTo(Verdict.WELCOME);

        connections.left(InetAddress.ofLiteral("192.0.2.1"));
        connections.left(InetAddress.ofLiteral("192.0.2.1"));

        assertThat(came("192.0.2.1")).isEqualTo(Verdict.WELCOME);
    }

    @Test
    void the_addresses_of_one_network_of_ipv6_are_one() throws Exception {
        assertThat(came("2001:db8:1:2::1")).isEqualTo(Verdict.WELCOME);
        assertThat(came("2001:db8:1:2:ffff::2")).isEqualTo(Verdict.WELCOME);
        assertThat(came("2001:db8:1:2:3:4:5:6")).isEqualTo(Verdict.TOO_MANY_OF_ADDRESS);
        assertThat(came("2001:db8:1:3::1")).isEqualTo(Verdict.WELCOME);

        connections.left(InetAddress.ofLiteral("2001:db8:1:2::1"));
        connections.left(InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6"));

        assertThat(came("2001:db8:1:2::7")).isEqualTo(Verdict.WELCOME);
    }

    @Test
    void this_machine_may_have_any_number() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(came(i % 2 == 0 ? "::1" : "127.0.0.1")).isEqualTo(Verdict.WELCOME);
        }
    }

    @Test
    void the_wait_for_the_last_one_ends_when_it_has_left() throws Exception {
        InetAddress address = InetAddress.ofLiteral("192.0.2.1");
        connections.came(address);
        Thread leaving = Thread.startVirtualThread(() -> connections.left(address));

        connections.awaitNone(Duration.ofDays(1));

        assertThat(connections.size()).isZero();
        leaving.join();
    }
}
