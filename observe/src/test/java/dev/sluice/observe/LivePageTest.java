package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.flow.Pipeline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class LivePageTest {
    private static final String TOKEN = "correct-horse-battery-staple";

    private final Channel<Integer> jobs = Channel.named("jobs").unbuffered();
    private LivePage page;

    @BeforeEach
    void start() throws IOException {
        page = LivePage.start(0);
    }

    @AfterEach
    void close() {
        page.close();
    }

    private static JsonNode json(Requests.Reply reply) throws IOException {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return new ObjectMapper().readTree(reply.body());
    }

    // What it shows

    @Test
    void the_stream_shows_what_the_program_does_again_and_again() throws Exception {
        try (var stream = new Stream(page.uri());
                var run = Pipeline.from(jobs)
                        .map(x -> x)
                        .forEach(_ -> {})
                        .runNamed("orders")
                        .start()) {
            jobs.send(1);
            JsonNode look = stream.look().path("look");
            while (look.path("pipelines").isEmpty()
                    || look.path("pipelines")
                                    .get(0)
                                    .path("stages")
                                    .get(0)
                                    .path("out")
                                    .asInt()
                            == 0) {
                look = stream.look().path("look");
            }
            JsonNode later = stream.look();

            assertThat(look.path("pipelines").get(0).path("name").asText()).isEqualTo("orders");
            assertThat(later.path("look").path("clock").asDouble())
                    .isGreaterThan(look.path("clock").asDouble());
            assertThat(later.path("program").path("pid").asLong())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(later.path("panels")).isEmpty();
            jobs.close();
            run.join();
        }
    }

    @Test
    void goroutines_are_found_by_their_group_and_by_a_text_and_shown_with_their_stack() throws Exception {
        try (var scope = Scope.open().named("shop")) {
            scope.go("clerk", () -> jobs.receive());
            JsonNode look = json(Requests.get(page.uri(), "/look")).path("look");
            while (look.path("counts").path("waiting").asInt() == 0) {
                look = json(Requests.get(page.uri(), "/look")).path("look");
            }
            JsonNode seen = look.path("owners").get(0).path("scopes").get(0);
            JsonNode group = seen.path("groups").get(0);
            String members = "/goroutines?scope=" + seen.path("id").asText() + "&group="
                    + group.path("name").asText() + "&startedAt="
                    + group.path("startedAt").asText();

            JsonNode member =
                    json(Requests.get(page.uri(), members)).path("goroutines").get(0);
            JsonNode found = json(Requests.get(page.uri(), "/goroutines?q=CHANNEL%20jobs&from=0"));
            String thread = member.path("threadId").asText();

            assertThat(member.path("name").asText()).isEqualTo("shop/clerk-1");
            assertThat(found.path("total").asInt()).isEqualTo(1);
            assertThat(json(Requests.get(page.uri(), "/goroutine/" + thread))
                            .path("stack")
                            .get(0)
                            .asText())
                    .contains("LivePageTest");
            assertThat(Requests.get(page.uri(), "/goroutine/999999999").status())
                    .isEqualTo(404);
        }
    }

    @Test
    void panels_show_what_the_program_supplies() throws Exception {
        byte[] picture = {1, 2, 3};
        page.add(Panel.table("<b>rooms</b>", List.of("room", "members"), () -> List.of(List.of("lobby", 12))))
                .add(Panel.pictures(
                        "latest", () -> List.of(new Panel.Picture("a-1.jpg", "a 1", "image/jpeg", () -> picture))));

        JsonNode panels = json(Requests.get(page.uri(), "/look")).path("panels");
        Requests.Reply shown = Requests.get(
                page.uri(),
                "/" + panels.get(1).path("pictures").get(0).path("src").asText());

        assertThat(panels.get(0).path("name").asText()).isEqualTo("<b>rooms</b>");
        assertThat(panels.get(0).path("rows").get(0).toString()).isEqualTo("[\"lobby\",12]");
        assertThat(shown.headers()).containsEntry("content-type", "image/jpeg").containsEntry("content-length", "3");
        assertThat(Requests.get(page.uri(), "/picture/1/b").status()).isEqualTo(404);
        assertThat(Requests.get(page.uri(), "/picture/7/a-1.jpg").status()).isEqualTo(404);
    }

    @Test
    void a_picture_that_was_shown_can_be_had_when_others_have_taken_its_place() throws Exception {
        var number = new AtomicInteger();
        page.add(Panel.pictures("latest", () -> List.of(picture(number.incrementAndGet()))));

        Requests.get(page.uri(), "/look");
        for (int i = 2; i <= 10; i++) {
            Requests.get(page.uri(), "/look");
        }

        assertThat(Requests.get(page.uri(), "/picture/0/p1").status()).isEqualTo(200);
        assertThat(Requests.get(page.uri(), "/picture/0/p11").status()).isEqualTo(404);
    }

    private static Panel.Picture picture(int number) {
        return new Panel.Picture("p" + number, "picture " + number, "image/png", () -> new byte[] {1});
    }

    @Test
    void a_panel_that_fails_ends_the_stream_with_its_reason_and_not_the_program() throws Exception {
        page.add(Panel.table("rooms", List.of("room"), () -> {
            throw new IllegalStateException("the rooms are locked");
        }));

        try (var stream = new Stream(page.uri())) {
            Stream.Event last = stream.next();

            assertThat(last.name()).isEqualTo("end");
            assertThat(last.data().path("reason").asText()).isEqualTo("the rooms are locked");
        }
    }

    @Test
    void the_page_and_its_charts_come_from_it_with_headers_that_keep_everything_else_away() throws IOException {
        for (String path :
                List.of("/", "/uplot/uPlot.iife.min.js", "/uplot/uPlot.esm.js", "/uplot/uPlot.min.css", "/look")) {
            Requests.Reply reply = Requests.get(page.uri(), path);

            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(reply.headers())
                    .containsEntry(
                            "content-security-policy",
                            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("referrer-policy", "no-referrer")
                    .containsEntry("cross-origin-resource-policy", "same-origin");
        }
        assertThat(Requests.get(page.uri(), "/").headers()).containsEntry("content-type", "text/html; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing.js",
                "/../LivePage.class",
                "/Server.class",
                "/%2e%2e/LivePage.class",
                "/uplot/../package.json",
                "/uplot/package.json",
                "/goroutine/x",
                "/picture/99999999999/a"
            })
    void nothing_else_is_served(String path) throws IOException {
        assertThat(Requests.get(page.uri(), path).status()).isEqualTo(404);
    }

    // Who may see it

    @ParameterizedTest
    @ValueSource(
            strings = {"Host: evil.example", "Host: evil.example:PORT", "Host: localhost:1", "Host: 192.168.0.1:PORT"})
    void a_foreign_host_is_refused(String header) throws IOException {
        String host = header.replace("PORT", "" + page.uri().getPort());

        assertThat(Requests.get(page.uri(), "/look", host).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "[::1]"})
    void names_of_this_machine_are_served(String name) throws IOException {
        String host = "Host: " + name + ":" + page.uri().getPort();

        assertThat(Requests.get(page.uri(), "/look", host).status()).isEqualTo(200);
    }

    @Test
    void pages_of_other_origins_are_refused_and_the_own_is_not() throws IOException {
        String own = "http://" + page.uri().getAuthority();

        assertThat(Requests.get(page.uri(), "/events", "Origin: http://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(Requests.get(page.uri(), "/look", "Origin: null").status()).isEqualTo(403);
        assertThat(Requests.get(page.uri(), "/look", "Origin: http://localhost:1")
                        .status())
                .isEqualTo(403);
        assertThat(Requests.get(page.uri(), "/look", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors")
                        .status())
                .isEqualTo(403);
        assertThat(Requests.get(page.uri(), "/look", "Origin: " + own, "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
        assertThat(Requests.get(page.uri(), "/look", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
                        .status())
                .isEqualTo(200); // a link that was followed
    }

    @Test
    void only_get_is_served() throws IOException {
        Requests.Reply reply = Requests.send(page.uri(), "POST", "/look");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("allow", "GET");
    }

    @Test
    void a_token_is_asked_for_where_there_is_one_and_kept_in_a_cookie() throws IOException {
        try (LivePage guarded = LivePage.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN)) {
            String path = guarded.uri().getPath() + "?" + guarded.uri().getQuery();
            Requests.Reply entered = Requests.get(guarded.uri(), path);
            String cookie = Objects.requireNonNull(entered.headers().get("set-cookie"));

            assertThat(guarded.uri().getQuery()).isEqualTo("token=" + TOKEN);
            assertThat(guarded.toString()).doesNotContain(TOKEN);
            assertThat(entered.status()).isEqualTo(303);
            assertThat(entered.headers()).containsEntry("location", "/");
            assertThat(cookie).contains("; HttpOnly", "; SameSite=");
            for (String each : List.of("/", "/look", "/events", "/goroutine/1", "/nothing")) {
                assertThat(Requests.get(guarded.uri(), each).status()).as(each).isEqualTo(401);
            }
            assertThat(Requests.get(guarded.uri(), "/?token=" + TOKEN + "x").status())
                    .isEqualTo(401);
            assertThat(Requests.get(guarded.uri(), "/look", "Cookie: a=b; " + cookie.split(";", -1)[0])
                            .status())
                    .isEqualTo(200);
            assertThat(Requests.get(guarded.uri(), "/look", "Cookie: " + cookie.split(";", -1)[0] + "x")
                            .status())
                    .isEqualTo(401);
            assertThat(Requests.get(guarded.uri(), "/look", "Authorization: Bearer " + TOKEN, "Host: any.example")
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "fifteen-letters", "with blanks in between", "semi;colons;semi;colons"})
    void a_token_that_is_too_short_or_fits_into_no_cookie_is_refused(String token) {
        assertThatThrownBy(() -> LivePage.start(new InetSocketAddress(0), token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token must be from 16 to 128 letters, digits, - or _; it had " + token.length()
                        + " characters");
    }

    // Ends

    @Test
    void a_port_that_is_taken_is_told() {
        int port = page.uri().getPort();

        assertThatThrownBy(() -> LivePage.start(port))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + port + " of ")
                .hasMessageContaining("can't be listened at (")
                .hasMessageEndingWith("; take another one, or 0 for any that is free");
    }

    @Test
    void closing_tells_the_clients_and_frees_the_port() throws Exception {
        try (var stream = new Stream(page.uri())) {
            stream.look();

            page.close();
            page.close();

            Stream.Event last = stream.next();
            while (last.name().equals("look")) {
                last = stream.next();
            }
            assertThat(last.name()).isEqualTo("end");
            assertThat(last.data().path("reason").asText()).isEqualTo("the live page was closed");
            LivePage.start(page.uri().getPort()).close();
        }
    }

    @Test
    void an_interrupt_neither_keeps_it_from_starting_nor_from_closing_and_stays_set() throws IOException {
        Thread.currentThread().interrupt();
        try (LivePage other = LivePage.start(0)) {
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Requests.get(other.uri(), "/look").status()).isEqualTo(200);
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void it_answers_while_goroutines_hold_all_carriers() throws Exception {
        int carriers = Runtime.getRuntime().availableProcessors();
        var busy = new CountDownLatch(carriers);
        var enough = new AtomicBoolean();
        try (var scope = Scope.open()) {
            for (int i = 0; i < carriers; i++) {
                scope.go("spin", () -> {
                    busy.countDown();
                    while (!enough.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            busy.await();
            try (var client = new Socket(page.uri().getHost(), page.uri().getPort())) { // on this thread alone
                assertThat(client.isConnected()).isTrue();
                assertThat(json(Requests.get(page.uri(), "/look"))
                                .path("look")
                                .path("counts")
                                .path("goroutines")
                                .asInt())
                        .isGreaterThanOrEqualTo(carriers);
            } finally {
                enough.set(true);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a b", ""})
    void a_key_that_is_no_part_of_an_address_is_refused(String key) {
        assertThatThrownBy(() -> new Panel.Picture(key, "a", "image/png", () -> new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key must be letters, digits, and - _ . only, was " + key);
    }

    @Test
    void a_picture_that_could_hold_a_script_is_refused() {
        assertThatThrownBy(() -> new Panel.Picture("a", "a", "image/svg+xml", () -> new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was image/svg+xml");
    }
}
