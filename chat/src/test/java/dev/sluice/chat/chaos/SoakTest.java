package dev.sluice.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Chat;
import dev.sluice.chat.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections that come and go: none is left behind, and the memory that is in use after a collection doesn't grow.
 *
 * <p>By itself this is a sample. {@code -Dsluice.chat.visitors=10000 -Dsluice.chat.seconds=600} makes it the whole thing, for which
 * {@code ulimit -n} has to be 12000 at least.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SoakTest {
    private static final int VISITORS = Integer.getInteger("sluice.chat.visitors", 300);
    private static final int SECONDS = Integer.getInteger("sluice.chat.seconds", 5);
    private static final int SAMPLES = 10;

    @TempDir
    Path folder;

    private final int port = FreePort.find();

    SoakTest() throws IOException {}

    @Test
    void nothing_is_left_of_connections_that_come_and_go() throws Exception {
        String data = folder.resolve("chat.db").toString();
        // Without a limit per client, which counts those of one address together until they have said hello.
        Process server = Children.java(
                Chat.class, List.of("-Xmx1g"), List.of("--port", "" + port, "--data", data, "--client-rate", "0"));
        try {
            Children.awaitReady(server, port);
            Process visitors = Children.java(Visitors.class, List.of(), List.of("" + port, "" + VISITORS));
            var used = new ArrayList<Long>();
            try (BufferedReader out = visitors.inputReader()) {
                await(() -> !visitors.isAlive() || metric("chat_connections ") >= VISITORS / 4.0);
                for (int i = 0; i < SAMPLES; i++) {
                    TimeUnit.MILLISECONDS.sleep(SECONDS * 1_000L / SAMPLES);
                    assertThat(visitors.isAlive())
                            .as("the visitors have failed")
                            .isTrue();
                    used.add(usedAfterCollection(server));
                }
                visitors.getOutputStream().close();

                var result = new Scanner(out.readLine());
                System.out.printf(
                        "soak: %d visitors, %d visits, %d messages heard, bytes in use %s%n",
                        VISITORS, result.nextLong(), result.nextLong(), used);
                assertThat(visitors.waitFor()).isZero();
            } finally {
                visitors.destroyForcibly();
            }

            // One connection is the one that asks.
            await(() -> metric("chat_connections ") <= 1 && metric("chat_people ") == 0 && metric("chat_rooms ") == 0);
            // The first samples are from before the last rooms were made and the last code was compiled.
            List<Long> early = used.subList(SAMPLES / 5, SAMPLES / 2);
            List<Long> late = used.subList(SAMPLES / 2, SAMPLES);
            assertThat(Collections.min(late))
                    .as("bytes in use, sampled: %s", used)
                    .isLessThan(Collections.max(early) * 5 / 4);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private long usedAfterCollection(Process server) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, String.valueOf(server.pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return (long) metric("jvm_memory_used_bytes{area=\"heap\"");
    }

    /** Returns the sum of the lines that begin so. */
    private double metric(String name) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port)))
                    .build();
            return http.send(request, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
    }

    private static void await(Callable<Boolean> state) throws Exception {
        while (!state.call()) {
            Thread.sleep(50);
        }
    }
}
