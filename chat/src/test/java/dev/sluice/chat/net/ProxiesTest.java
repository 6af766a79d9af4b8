package dev.sluice.chat.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class ProxiesTest {
    private final Proxies proxies = Proxies.of(List.of("127.0.0.1", "10.0.0.0/8", "::1", "2001:db8:1::/48"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7                            | 203.0.113.7",
                "203.0.113.7:4711                       | 203.0.113.7",
                "[2001:db8::7]:4711                     | 2001:db8::7",
                "2001:db8::7                            | 2001:db8::7",
                "::ffff:203.0.113.7                     | 203.0.113.7",
                "1.1.1.1, 203.0.113.7                   | 203.0.113.7",
                "127.0.0.1, 203.0.113.7                 | 203.0.113.7",
                "203.0.113.7, 10.1.2.3, 2001:db8:1::2   | 203.0.113.7",
                "203.0.113.7 ;1.1.1.1                   | 203.0.113.7",
                "10.1.2.3, 10.1.2.4                     | 10.1.2.3",
                "unknown                                | 127.0.0.1",
                "''                                     | 127.0.0.1",
                "203.0.113.7, example.org, 10.1.2.3     | 10.1.2.3",
                "203.0.113.7,                           | 127.0.0.1",
            })
    void the_client_is_the_last_address_that_isn_t_a_proxy(String forwarded, String client) {
        List<String> headers = List.of(forwarded.split(";", -1)).reversed(); // the second is the earlier header

        assertThat(proxies.client(InetAddress.ofLiteral("127.0.0.1"), headers))
                .isEqualTo(InetAddress.ofLiteral(client));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.0.0.2, false",
        "10.255.0.1, true",
        "11.0.0.1, false",
        "::1, true",
        "2001:db8:1:ffff::1, true",
        "2001:db8:2::1, false"
    })
    void those_of_the_list_are_trusted(String address, boolean trusted) {
        assertThat(proxies.trust(InetAddress.ofLiteral(address))).isEqualTo(trusted);
        assertThat(Proxies.NONE.trust(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nginx", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0/8/8", "localhost/8"})
    void what_is_no_network_is_refused(String network) {
        assertThatThrownBy(() -> Proxies.of(List.of(network)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an address, or a network such as 10.0.0.0/8, was " + network);
    }
}
