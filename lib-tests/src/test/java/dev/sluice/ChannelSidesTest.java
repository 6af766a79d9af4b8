package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each side of a channel can do what belongs to it, and the compiler rejects the rest. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ChannelSidesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "receiving.send(1)",
                "receiving.send(1, null)",
                "receiving.sendIfOpen(1)",
                "receiving.offer(1)",
                "receiving.close()",
                "receiving.closeWithError(null)",
                "sending.receive()",
                "sending.receive(null)",
                "sending.tryReceive()",
                "sending.iterator()",
                "sending.cancel()",
                "java.time.Instant i = receiving.receive()",
                "sending.send(\"text\")",
                "SendChannel<Integer> s = receiving",
                "ReceiveChannel<Integer> r = sending",
                "for (int i : sending) {}",
                "Channel.after(null).close()",
                "Channel.after(null).offer(null)",
                "Ticker.every(null).send(null)",
                "new Channel<Integer>()",
            })
    void rejects(String statement) {
        assertThat(errorsOf(statement)).isNotEmpty().allMatch(each -> each.contains("Snippet.java:5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sending.send(1)",
                "sending.send(1, null)",
                "sending.sendIfOpen(1)",
                "sending.offer(1)",
                "sending.close()",
                "sending.closeWithError(null)",
                "Integer i = receiving.receive()",
                "receiving.receive(null)",
                "receiving.tryReceive()",
                "receiving.cancel()",
                "for (int i : receiving) {}",
                "SendChannel<Integer> s = both",
                "ReceiveChannel<Integer> r = both",
                "for (java.time.Instant i : Channel.after(null)) {}",
                "Ticker.every(null).close()",
            })
    void accepts(String statement) {
        assertThat(errorsOf(statement)).isEmpty();
    }

    private static List<String> errorsOf(String statement) {
        String source = """
                import dev.sluice.*;
                class Snippet {
                    void run(SendChannel<Integer> sending, ReceiveChannel<Integer> receiving, Channel<Integer> both)
                            throws Exception {
                        %s;
                    }
                }
                """.formatted(statement);
        var file = new SimpleJavaFileObject(URI.create("mem:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        ToolProvider.getSystemJavaCompiler()
                .getTask(
                        new StringWriter(),
                        null,
                        diagnostics,
                        List.of(
                                "-proc:none",
                                "-implicit:none",
                                "-d",
                                System.getProperty("java.io.tmpdir"),
                                "-cp",
                                classPath()),
                        null,
                        List.of(file))
                .call();
        return diagnostics.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> "Snippet.java:" + each.getLineNumber() + ": " + each.getMessage(null))
                .toList();
    }

    private static String classPath() {
        return Stream.of(Channel.class, NullMarked.class)
                .map(each -> each.getProtectionDomain().getCodeSource().getLocation())
                .map(each -> Path.of(URI.create(each.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
