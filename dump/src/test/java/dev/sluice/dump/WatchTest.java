package dev.sluice.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.Channel;
import dev.sluice.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Watches JVMs that are started for it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class WatchTest {
    private static final String MBEAN = "-Dsluice.mbean=true";

    /** A look whose alarm and names are meant to do harm. */
    private static final String LOOK = """
            {"clock": %s, "counts": {"goroutines": 2, "waiting": 1, "scopes": 1},
             "owners": [{"name": "main", "scopes": [{"name": "shop", "groups": [
               {"name": "shop/a", "count": 1, "notWaiting": 1, "waits": [], "goroutines": []},
               {"name": "shop/\\u001b[31mred", "count": 7000, "notWaiting": 0, "goroutines": [], "waits": [
                 {"operation": "receive", "count": 7000, "longest": 75.2,
                  "cases": [{"operation": "receive", "site": "channel orders"}]}]}]}]}],
             "channels": [
               {"name": "quiet", "id": "c@1", "status": "OPEN", "length": 0, "capacity": 0, "sent": 9, "received": 9, "dropped": 0,
                "waitingSenders": 0, "waitingReceivers": 0},
               {"name": "busy", "id": "c@2", "status": "CLOSED", "length": 1, "capacity": 4, "sent": %s, "received": 90, "dropped": 0,
                "waitingSenders": 0, "waitingReceivers": 0}],
             "pipelines": [{"name": "images", "run": 1, "elapsed": 3.5, "stages": [
               {"name": "make", "workers": 2, "minWorkers": 1, "maxWorkers": 8, "in": %s, "out": 5, "failed": 1, "queued": 3,
                "queueCapacity": 16, "busy": %s, "waitingForInput": 1, "waitingForOutput": 1}]}],
             "policies": {"semaphores": [{"name": "memory", "text": "semaphore memory: 3 of 7 held, 0 wait"}]},
             "alarms": {"leaksFound": 0, "deadlocks": [{"scope": "bank", "goroutines": [
               {"name": "bank/debit-1", "waitsIn": {"operation": "receive", "cases": [{"operation": "receive", "site": "channel credits"}]}}]}]}}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Watch.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    private FutureTask<Integer> start(String... arguments) {
        var task = new FutureTask<Integer>(() -> run(arguments));
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Waits until the program has its MBean, which is registered in the background. */
    private void awaitMBean(Program program) {
        while (run(program.pid(), "--once", "--interval", "0.1") != 0) {
            LockSupport.parkNanos(10_000_000);
        }
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    @Test
    void shows_once_what_a_program_does() throws Exception {
        try (Program shop = Program.shop(MBEAN)) {
            awaitMBean(shop);

            assertThat(run(shop.pid(), "--once", "--interval", "0.1")).isZero();

            assertThat(out.toString())
                    .startsWith(Shop.class.getName().substring(0, 1))
                    .contains(
                            "pid " + shop.pid(),
                            " 5 goroutines, ",
                            " shop/clerk ",
                            "in receive channel orders",
                            " orders ");
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void looks_again_and_again_until_the_program_ends() throws Exception {
        Program shop = Program.shop(MBEAN);
        awaitMBean(shop);
        FutureTask<Integer> watch = start(shop.pid(), "--interval", "0.1");
        await(() -> out.toString().split("5 goroutines", -1).length > 3);

        shop.end();

        assertThat(watch.get()).isZero();
        assertThat(err.toString()).isEqualTo("sluice: process " + shop.pid() + " has ended\n");
    }

    @Test
    void serves_the_page_of_the_program_until_it_ends() throws Exception {
        Program shop = Program.shop(MBEAN);
        awaitMBean(shop);
        FutureTask<Integer> watch = start(shop.pid(), "--web");
        await(() -> out.toString().endsWith("/\n"));
        Matcher told =
                Pattern.compile("The live page is at (http://127.0.0.1:\\d+/)").matcher(out.toString());
        assertThat(told.find()).isTrue();
        URI page = URI.create(told.group(1));

        JsonNode frame = json(page.resolve("look"));
        String html = new String(page.toURL().openStream().readAllBytes(), StandardCharsets.UTF_8);
        JsonNode found = json(page.resolve("goroutines?q=shop/van"));
        long thread = found.path("goroutines").get(0).path("threadId").asLong();
        JsonNode van = json(page.resolve("goroutine/" + thread));

        assertThat(frame.path("program").path("pid").asText()).isEqualTo(shop.pid());
        assertThat(frame.path("program").path("cpu").asDouble()).isPositive();
        assertThat(frame.path("look").path("counts").path("goroutines").asInt()).isEqualTo(5);
        assertThat(html).contains("<html");
        assertThat(van.path("stack").toString()).contains("Shop");

        shop.end();
        assertThat(watch.get()).isZero();
        assertThat(err.toString()).isEqualTo("sluice: process " + shop.pid() + " has ended\n");
    }

    private static JsonNode json(URI uri) throws IOException {
        try (InputStream in = uri.toURL().openStream()) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static Frame frame(double seconds, int sent, int in, double busy) throws Exception {
        JsonNode look = new ObjectMapper().readTree(LOOK.formatted(seconds, sent, in, busy));
        JsonNode before = new ObjectMapper().readTree(LOOK.formatted(10, 100, 50, 0));
        return new Frame(new ObjectMapper().readTree("{\"name\": \"shop\", \"pid\": 7}"), look, before);
    }

    @Test
    void rates_are_of_the_time_between_two_looks_and_the_most_comes_first() throws Exception {
        List<View.Section> sections = View.of(frame(12, 120, 90, 8));

        assertThat(sections)
                .extracting(View.Section::head)
                .containsExactly(
                        "shop  pid 7",
                        "DEADLOCK in scope bank",
                        "pipeline images run 1, 3.5 s",
                        "goroutines",
                        "channels",
                        "policies");
        assertThat(sections.get(1).isAlarm()).isTrue();
        assertThat(sections.get(1).lines()).containsExactly(" bank/debit-1 waits in receive channel credits");
        assertThat(sections.get(2).lines().get(1))
                .matches(" make +2 of 8 +3 of 16 +20\\.0 +0\\.0 +5 +1 +100 % +0 % +0 % +<- bottleneck");
        assertThat(sections.get(3).lines().get(1))
                .matches(" shop/\\\\u001b\\[31mred +7000 +7000 +1m15s +in receive channel orders");
        assertThat(sections.get(4).lines().get(1)).matches(" busy +1 of 4 +10\\.0 +0\\.0 +120 +0 +0 +0 +closed");
        assertThat(sections.get(5).lines()).containsExactly(" semaphore memory: 3 of 7 held, 0 wait");
    }

    @Test
    void what_is_drawn_fits_into_the_terminal_and_has_a_bit_of_everything() throws Exception {
        List<View.Section> sections = View.of(frame(12, 120, 90, 8));

        for (int columns : List.of(1, 20, 80, 300)) {
            List<AttributedString> lines = Drawing.lines(sections, columns, 18);

            assertThat(lines).hasSizeLessThanOrEqualTo(18).allMatch(each -> each.columnLength() <= columns);
        }
        assertThat(Drawing.lines(sections, 80, 20).toString())
                .contains("DEADLOCK", "pipeline", "goroutines", "channels");
        assertThat(Drawing.lines(sections, 80, 0)).isEmpty();
    }

    @Test
    void a_q_ends_the_drawing_and_gives_the_terminal_back() throws Exception {
        var screen = new ByteArrayOutputStream();
        try (var terminal = new LineDisciplineTerminal("test", "xterm", screen, StandardCharsets.UTF_8);
                var scope = Scope.open()) {
            terminal.processInputBytes("xq".getBytes(StandardCharsets.UTF_8));
            terminal.setSize(Size.of(80, 24));
            Channel<Frame> frames = Channel.buffered(1);
            frames.send(frame(12, 120, 90, 8));

            Drawing.run(scope, frames, terminal);
            scope.cancel();

            assertThat(screen.toString(StandardCharsets.UTF_8))
                    .contains("\u001b[?1049h")
                    .contains("\u001b[?1049l");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "one, 'PID must be a number, was one'",
        "5 --interval 0, '--interval must be from 0.1 to 3600.0, was 0.0'",
        "5 --web=70000, '--web must be from 0 to 65535, was 70000'"
    })
    void wrong_arguments_are_told(String arguments, String message) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);

        assertThat(err.toString()).isEqualTo("sluice: " + message + "\nTry: ./sluice watch --help\n");
    }

    @Test
    void a_process_that_has_ended_is_told() throws Exception {
        Program shop = Program.shop(MBEAN);
        shop.end();

        assertThat(run(shop.pid())).isEqualTo(1);

        assertThat(err.toString()).isEqualTo("sluice: there is no process " + shop.pid() + "\n");
    }

    @Test
    void help_says_what_there_is() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString()).contains("sluice watch", "--once", "--web", "--load", "Examples:");
    }
}
