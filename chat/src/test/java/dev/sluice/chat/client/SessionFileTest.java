package dev.sluice.chat.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class SessionFileTest {
    @TempDir
    Path state;

    @Test
    void keeps_a_key_for_the_next_time() throws IOException {
        assertThat(file("http://a:1/", "jane").read()).isNull();

        file("http://a:1/", "jane").write("first");
        file("http://a:1/", "jane").write("second");

        assertThat(file("http://a:1/", "Jane").read()).isEqualTo("second");
    }

    @Test
    void keeps_servers_and_names_apart() throws IOException {
        file("http://a:1/", "jane").write("key");

        assertThat(file("http://a:2/", "jane").read()).isNull();
        assertThat(file("http://a:1/", "joe").read()).isNull();
        assertThat(file("http://a:1/", "жан").read()).isNull();
    }

    @Test
    void a_name_leads_nowhere_else() throws IOException {
        file("http://a:1/", "../../evil/..").write("key");

        assertThat(files()).hasSize(1).allMatch(path -> path.startsWith(state.resolve("sluice-chat")));
    }

    @Test
    void nobody_else_can_read_it() throws IOException {
        file("http://a:1/", "jane").write("key");

        Path only = files().getFirst();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(only)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(only.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void a_key_that_can_t_be_written_leaves_nothing_behind() throws IOException {
        file("http://a:1/", "jane").write("key");

        assertThatThrownBy(() -> file("http://a:1/", "jane").write("half a character: \ud800"))
                .isInstanceOf(IOException.class);

        assertThat(files()).hasSize(1);
        assertThat(file("http://a:1/", "jane").read()).isEqualTo("key");
    }

    private SessionFile file(String server, String name) {
        return SessionFile.of(URI.create(server), name, Map.of("XDG_STATE_HOME", state.toString()));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(state)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
