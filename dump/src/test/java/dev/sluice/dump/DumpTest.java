package dev.sluice.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looks into JVMs that are started for it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class DumpTest {
    private static final String MBEAN = "-Dsluice.mbean=true";
    private static final int WAITING = 6; // five goroutines, and the owner of their scope doesn't

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return new Dump(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /**
     * Dumps again and again until the MBean is registered, which happens in the background, and all goroutines wait.
     */
    private void dumpOnceAllWait(String... arguments) {
        while (run(arguments) != 0 || out().split("waitsIn|waits in", -1).length < WAITING) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void shows_what_the_goroutines_of_another_jvm_do() throws Exception {
        try (Program shop = Program.shop(MBEAN)) {
            dumpOnceAllWait(shop.pid());

            assertThat(out())
                    .contains("5 goroutines\n", "scope shop: 5 running, 5 started\n", "goroutine shop/clerk-1 #")
                    .contains(
                            "waits in select of receive channel orders | receive channel parcels (dev.sluice.SelectPasses@")
                    .contains("  orders (dev.sluice.Channel@", "0 of 7, at most 0")
                    .doesNotContain("at dev.sluice.dump.Shop");
            assertThat(err()).isEmpty();
        }
    }

    @Test
    void shows_stacks_where_they_are_asked_for() throws Exception {
        try (Program shop = Program.shop(MBEAN)) {
            dumpOnceAllWait(shop.pid(), "--stacks", "2");

            assertThat(out()).contains("    at dev.sluice.dump.Shop.");
        }
    }

    /** What both dumps say of a goroutine. */
    private record Seen(String threadId, String waitsAt) {}

    @Test
    void names_the_same_threads_and_blockers_as_a_thread_dump(@TempDir Path folder) throws Exception {
        try (Program shop = Program.shop(MBEAN)) {
            dumpOnceAllWait(shop.pid(), "--json");
            Map<String, Seen> ours = new TreeMap<>();
            goroutines(new ObjectMapper().readTree(out()).get("owners"))
                    .forEach(each -> ours.put(
                            each.get("name").asText(),
                            new Seen(
                                    each.get("threadId").asText(),
                                    each.get("waitsIn").get("id").asText())));

            Map<String, Seen> theirs = new TreeMap<>();
            threads(threadDump(shop, folder.resolve("threads.json")))
                    .filter(each -> each.get("name").asText().startsWith("shop/"))
                    .forEach(each -> theirs.put(
                            each.get("name").asText(),
                            new Seen(
                                    each.get("tid").asText(),
                                    each.get("parkBlocker").get("object").asText())));

            assertThat(ours)
                    .hasSize(5)
                    .containsOnlyKeys("shop/clerk-1", "shop/clerk-2", "shop/clerk-3", "shop/packer-4", "shop/van-5");
            assertThat(theirs).isEqualTo(ours);
        }
    }

    private static Stream<JsonNode> goroutines(JsonNode threads) {
        return each(threads)
                .flatMap(thread -> each(thread.get("scopes")))
                .flatMap(scope -> each(scope.get("goroutines")))
                .flatMap(goroutine -> Stream.concat(Stream.of(goroutine), goroutines(goroutine)));
    }

    private static JsonNode threadDump(Program program, Path file) throws Exception {
        Process jcmd = Program.killedIfItHangs(new ProcessBuilder(
                        Program.java("jcmd"), program.pid(), "Thread.dump_to_file", "-format=json", file.toString())
                .redirectErrorStream(true)
                .start());
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
        return new ObjectMapper().readTree(file.toFile());
    }

    private static Stream<JsonNode> threads(JsonNode dump) {
        return each(dump.get("threadDump").get("threadContainers")).flatMap(each -> each(each.get("threads")));
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return array == null ? Stream.empty() : StreamSupport.stream(array.spliterator(), false);
    }

    @Test
    void lists_the_jvms_that_can_be_looked_into_and_no_others() throws Exception {
        try (Program shop = Program.shop(MBEAN);
                Program closed = Program.shop()) {
            assertThat(run()).isZero();

            assertThat(out()).contains(shop.pid() + " " + Shop.class.getName() + "\n");
            assertThat(out()).doesNotContain(closed.pid() + " " + Shop.class.getName());
        }
    }

    @Test
    void without_the_mbean_it_says_what_to_do_and_an_agent_helps(@TempDir Path folder) throws Exception {
        try (Program shop = Program.shop()) {
            assertThat(run(shop.pid())).isEqualTo(1);
            assertThat(err())
                    .isEqualTo("sluice: process " + shop.pid()
                            + " has no MBean of Sluice. Start the program with -Dsluice.mbean=true, or call"
                            + " Sluice.registerMBean() in it; or use --load, which has an agent do that now\n");

            String loaded = fromJar(folder, shop.pid(), "--load");
            assertThat(loaded).contains("scope shop: 5 running, 5 started\n");

            assertThat(run(shop.pid())).isZero();
            assertThat(shop.end()).contains("A Java agent has been loaded dynamically");
        }
    }

    /** Runs the program from a jar, as it comes. */
    private static String fromJar(Path folder, String... arguments) throws Exception {
        Path jar = folder.resolve("dump with blanks.jar");
        var manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, Dump.class.getName());
        Path classes = Path.of(Program.path(Dump.class));
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
        var command = Stream.concat(Stream.of(Program.java("java"), "-jar", jar.toString()), Stream.of(arguments));
        Process process = Program.killedIfItHangs(
                new ProcessBuilder(command.toList()).redirectErrorStream(true).start());
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void a_process_that_is_no_jvm_is_told_and_left_alone() throws Exception {
        Optional<Path> cat = Stream.of("/bin/cat", "/usr/bin/cat")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (cat.isEmpty()) {
            return;
        }
        Process process = new ProcessBuilder(cat.get().toString()).start();
        try {
            assertThat(run(Long.toString(process.pid()))).isEqualTo(1);

            assertThat(err()).startsWith("sluice: process " + process.pid() + " is no JVM that can be attached to: ");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.getOutputStream().close();
            process.waitFor();
        }
    }

    @Test
    void a_jvm_that_refuses_to_be_attached_to_is_told() throws Exception {
        try (Program shop = Program.shop(MBEAN, "-XX:+DisableAttachMechanism")) {
            assertThat(run(shop.pid())).isEqualTo(1);

            assertThat(err()).startsWith("sluice: process " + shop.pid() + " is no JVM that can be attached to: ");
        }
    }

    @Test
    void a_process_that_has_ended_is_told() throws IOException {
        Program shop = Program.shop(MBEAN);
        shop.end();

        assertThat(run(shop.pid())).isEqualTo(1);

        assertThat(err()).isEqualTo("sluice: there is no process " + shop.pid() + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "one, 'PID must be one number, was one'",
        "-5, 'PID must be one number, was -5'",
        "5 6, 'PID must be one number, was 6'",
        "--jsn 5, 'PID must be one number, was --jsn'",
        "5 --stacks, '--stacks must be a number from 0 to 999999, was nothing'",
        "5 --stacks -1, '--stacks must be a number from 0 to 999999, was -1'",
        "--json, 'there are options, and no PID'"
    })
    void wrong_arguments_are_told(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(err()).isEqualTo("sluice: " + message + "\nTry: ./sluice dump --help\n");
    }

    @Test
    void help_says_what_there_is() {
        assertThat(run("--help")).isZero();

        assertThat(out()).startsWith("Usage: ./sluice dump").contains("--json", "--stacks", "--load");
    }
}
