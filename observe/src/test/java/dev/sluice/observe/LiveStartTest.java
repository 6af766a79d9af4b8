package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code -Dsluice.live} does, in JVMs of their own. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class LiveStartTest {
    private static final Pattern TOLD = Pattern.compile("this program is to be seen at (?<uri>http://[0-9.:]+/)");

    /** Starts the program, with the libraries that the page needs and not Micrometer's. */
    private static Process shop(String port) throws IOException {
        String path = Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
                .filter(each -> !each.contains("micrometer") && !each.contains("context-propagation"))
                .collect(Collectors.joining(java.io.File.pathSeparator));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dsluice.live=" + port,
                        "-cp",
                        path,
                        Shop.class.getName()))
                .redirectErrorStream(true)
                .start();
        CompletableFuture.delayedExecutor(100, TimeUnit.SECONDS).execute(process::destroyForcibly);
        return process;
    }

    private static URI told(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher matcher = TOLD.matcher(line);
            if (matcher.find()) {
                return URI.create(matcher.group("uri"));
            }
        }
        throw new AssertionError("nothing was told");
    }

    @Test
    void a_property_starts_the_page_without_touching_the_code_and_it_ends_with_the_program() throws Exception {
        Process shop = shop("0");
        try (BufferedReader out = shop.inputReader(StandardCharsets.UTF_8)) {
            URI page = told(out);
            try (var stream = new dev.sluice.observe.Stream(page)) {
                String seen = stream.look().toString();
                while (!seen.contains("\"channel orders\"")) {
                    seen = stream.look().toString();
                }
                assertThat(seen).contains("\"shop/clerk-1\"", "\"name\":\"dev.sluice.observe.Shop\"");
            }

            shop.getOutputStream().close();

            assertThat(out.readAllAsString()).contains("closed");
            assertThat(shop.waitFor()).isZero();
        }
    }

    @Test
    void a_port_that_is_taken_is_one_warning_and_the_program_runs() throws Exception {
        try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Process shop = shop("" + taken.getLocalPort());
            try (BufferedReader out = shop.inputReader(StandardCharsets.UTF_8)) {
                String line = out.readLine();
                while (line != null && !line.contains("-Dsluice.live: ")) {
                    line = out.readLine();
                }
                shop.getOutputStream().close();

                assertThat(line).contains("the live view can't be started: port " + taken.getLocalPort());
                assertThat(out.readAllAsString()).contains("closed");
                assertThat(shop.waitFor()).isZero();
            }
        }
    }
}
