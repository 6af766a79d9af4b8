package dev.sluice.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;

/** The application as a whole, over HTTP. */
@DirtiesContext // closed after these tests: others count goroutines
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(60)
class ShopTest {
    @TestConfiguration
    static class SlowAdvice {
        @Bean
        @Primary
        Services services() {
            return new Services() {
                @Override
                String greeting(String customer) throws InterruptedException {
                    return super.greeting(customer) + (Thread.currentThread().isVirtual() ? "" : ", on a platform thread");
                }

                @Override
                String advice(String customer) throws InterruptedException {
                    if (customer.equals("impatient")) {
                        Thread.sleep(60_000); // ends with the scope of the request
                    }
                    return super.advice(customer);
                }
            };
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private Store store;

    @Autowired
    private MeterRegistry meters;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void goroutines_see_the_logging_context_of_their_request() throws Exception {
        assertThat(get("/pages/ada", "7").body())
                .isEqualTo("{\"greeting\":\"Hello ada (request 7)\",\"advice\":\"Buy tea (request 7)\"}");
        assertThat(get("/pages/bob", "8").body()).contains("Hello bob (request 8)", "Buy tea (request 8)");
        assertThat(MDC.get(RequestIds.KEY)).isNull();
    }

    @Test
    void a_page_without_advice_is_shown_in_time() throws Exception {
        HttpResponse<String> page = get("/pages/impatient", "9");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Hello impatient", "no advice today");
    }

    @Test
    void an_order_is_accepted_and_stored_in_the_background() throws Exception {
        assertThat(order("ada", "tea")).isEqualTo(202);

        var order = new Orders.Order("ada", "tea");
        while (!store.orders().contains(order)) {
            Thread.onSpinWait(); // until the timeout of the test
        }
    }

    @Test
    void the_scope_and_the_channel_of_the_bean_are_meters() throws Exception {
        assertThat(meters.get("sluice.channel.capacity").tag("channel", "orders").gauge().value()).isEqualTo(100);
        assertThat(meters.get("sluice.goroutines").gauge().value()).isGreaterThanOrEqualTo(4);
        assertThat(get("/actuator/metrics/sluice.scopes", "10").body()).contains("\"measurements\":[{");
    }

    private HttpResponse<String> get(String path, String id) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(path)).header("X-Request-Id", id).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private int order(String customer, String product) throws IOException, InterruptedException {
        var body = "{\"customer\":\"%s\",\"product\":\"%s\"}".formatted(customer, product);
        var request = HttpRequest.newBuilder(uri("/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
