package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the jar tells GraalVM's native-image about reflection fits the code. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
class NativeImageMetadataTest {
    private static final String METADATA = "META-INF/native-image/dev.sluice/sluice/reachability-metadata.json";
    private static final Path SOURCES = Path.of("../lib/src/main/java/dev/sluice");
    private static final Pattern REFLECTION = Pattern.compile(
            "Class\\.forName|\\.getMethod\\(|\\.get(?:Declared)?Constructor\\(|MethodHandleProxies\\.|Proxy\\.new"
                    + "|\\.getResource|registerMBean\\(new|platformMBeanServer",
            Pattern.CASE_INSENSITIVE);

    @Test
    void each_type_and_method_of_the_metadata_exists() throws Exception {
        int methods = 0;
        for (JsonNode entry : metadata().get("reflection")) {
            if (entry.has("condition")) {
                Class.forName(entry.get("condition").get("typeReached").asText(), false, Scope.class.getClassLoader());
            }
            for (String name : typesOf(entry)) {
                Class<?> type = Class.forName(name);
                for (JsonNode method : entry.path("methods")) {
                    assertThat(declares(type, method)).as("%s %s", name, method).isTrue();
                    methods++;
                }
            }
        }
        assertThat(methods).isEqualTo(5);
    }

    @Test
    void reflection_is_used_where_the_metadata_knows_of_it() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<String> users = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> REFLECTION.matcher(read(file)).find())
                    .map(file -> SOURCES.relativize(file).toString())
                    .sorted()
                    .toList();

            // Another file here needs an entry in the metadata. Library looks up names of frames, and goes on without
            // what isn't found.
            assertThat(users)
                    .containsExactly(
                            "Management.java",
                            "Reports.java",
                            "Signals.java",
                            "internal/Library.java",
                            "internal/WeakAction.java");
        }
    }

    private static boolean declares(Class<?> type, JsonNode method) throws ClassNotFoundException {
        var parameters = new ArrayList<Class<?>>();
        for (JsonNode parameter : method.get("parameterTypes")) {
            parameters.add(Class.forName(parameter.asText()));
        }
        String name = method.get("name").asText();
        Stream<Class<?>[]> found = name.equals("<init>")
                ? Stream.of(type.getDeclaredConstructors()).map(each -> each.getParameterTypes())
                : Stream.of(type.getMethods())
                        .filter(each -> each.getName().equals(name))
                        .map(each -> each.getParameterTypes());
        return found.anyMatch(each -> List.of(each).equals(parameters));
    }

    private static List<String> typesOf(JsonNode entry) {
        JsonNode type = entry.get("type");
        var names = new ArrayList<String>();
        if (type.isTextual()) {
            names.add(type.asText());
        } else {
            type.get("proxy").forEach(each -> names.add(each.asText()));
        }
        return names;
    }

    private static JsonNode metadata() throws IOException {
        try (InputStream in = Scope.class.getClassLoader().getResourceAsStream(METADATA)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, METADATA));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
