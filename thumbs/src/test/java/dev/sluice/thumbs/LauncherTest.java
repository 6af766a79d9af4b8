package dev.sluice.thumbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the launcher in a copy of the project whose path has blanks, with a Maven that only says it was called, and a Java that
 * only says how it was called.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final String MAVEN = """
            #!/bin/sh
            echo "$*" >>calls.txt
            cat >>calls.txt
            [ ! -f fails ] || { echo "[INFO] Downloading x"; echo "[ERROR] it does not compile"; exit 1; }
            mkdir -p "$3/target"
            : >"$3/target/sluice-$3.jar"
            """;

    private static final String JAVA = """
            #!/bin/sh
            case $* in *AOTCacheOutput*) exit 0 ;; esac
            pwd
            printf '%s\\n' "$@"
            echo "LC_ALL=${LC_ALL-}"
            """;

    private Path home;
    private Path jdk;
    private Path elsewhere;

    /** What a process has said, and how it ended. */
    private record Outcome(int status, List<String> out, List<String> err) {}

    @BeforeEach
    void project(@TempDir Path folder) throws IOException {
        home = folder.toRealPath().resolve("the project");
        jdk = folder.resolve("a jdk");
        elsewhere = Files.createDirectories(folder.toRealPath().resolve("else where"));
        script("sluice", Files.readString(PROJECT.resolve("sluice")));
        script("mvnw", MAVEN);
        write(home.resolve("thumbs/src/main/A.java"), "");
        write(home.resolve("examples/src/main/A.java"), "");
        write(home.resolve("lib/src/main/B.java"), "");
        write(home.resolve(".mvn/jdk.sh"), withoutPlacesOfThisMachine());
        write(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        executable(write(jdk.resolve("bin/javac"), ""));
        executable(write(jdk.resolve("bin/java"), JAVA));
    }

    @Test
    void without_a_program_it_says_which_there_are() throws Exception {
        for (String[] arguments : new String[][] {{}, {"--help"}, {"-h"}, {"help"}}) {
            Outcome outcome = run(elsewhere, home.resolve("sluice"), arguments);

            assertThat(outcome.status()).isZero();
            assertThat(outcome.out()).anyMatch(line -> line.contains("thumbs"));
            assertThat(outcome.err()).isEmpty();
        }
    }

    @Test
    void an_unknown_program_is_an_error() throws Exception {
        Outcome outcome = run(elsewhere, home.resolve("sluice"), "thumb");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .containsExactly("sluice: there is no program named thumb; ./sluice --help lists them");
    }

    @Test
    void without_a_jdk_it_says_how_to_get_one_and_builds_nothing() throws Exception {
        write(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");

        Outcome outcome = run(elsewhere, home.resolve("sluice"), "thumbs", "photos");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .singleElement()
                .asString()
                .startsWith("sluice: a JDK 25 or newer is needed, and none was found.")
                .contains("https://adoptium.net");
        assertThat(home.resolve("calls.txt")).doesNotExist();
    }

    @Test
    void builds_once_and_starts_in_the_folder_of_the_user_with_arguments_untouched() throws Exception {
        Outcome first = run(elsewhere, home.resolve("sluice"), "thumbs", "my photos", "*", "--out", "o");
        Outcome second = run(elsewhere, home.resolve("sluice"), "thumbs", "x");

        assertThat(first.status()).isZero();
        assertThat(first.err()).first().asString().startsWith("sluice: building thumbs for the first time");
        assertThat(first.out()).first().isEqualTo(elsewhere.toString());
        assertThat(first.out())
                .containsSubsequence(
                        "-jar",
                        home.resolve("thumbs/target/sluice-thumbs.jar").toString(),
                        "my photos",
                        "*",
                        "--out",
                        "o");
        assertThat(second.err()).isEmpty();
        assertThat(Files.readAllLines(home.resolve("calls.txt"))).hasSize(1);
        assertThat(home.resolve("target/sluice-lock")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"thumbs", "examples"})
    void builds_and_starts_each_of_the_programs(String program) throws Exception {
        Outcome outcome = run(elsewhere, home.resolve("sluice"), program, "x");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .containsSubsequence(
                        "-jar",
                        home.resolve(program + "/target/sluice-" + program + ".jar")
                                .toString(),
                        "x");
        assertThat(Files.readString(home.resolve("calls.txt"))).contains("-pl " + program + " ");
    }

    @Test
    void starts_the_other_program_too_and_lets_each_be_looked_into() throws Exception {
        Outcome outcome = run(elsewhere, home.resolve("sluice"), "dump", "123", "--json");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .containsSubsequence(
                        "-Dsluice.mbean=true",
                        "-jar",
                        home.resolve("dump/target/sluice-dump.jar").toString(),
                        "123",
                        "--json");
        assertThat(Files.readString(home.resolve("calls.txt"))).contains("-pl dump -am");
    }

    @Test
    void builds_again_when_a_source_is_newer() throws Exception {
        run(elsewhere, home.resolve("sluice"), "thumbs");
        Files.setLastModifiedTime(
                home.resolve("lib/src/main/B.java"), FileTime.from(Instant.now().plusSeconds(5)));

        Outcome outcome = run(elsewhere, home.resolve("sluice"), "thumbs");

        assertThat(outcome.err()).first().isEqualTo("sluice: the sources have changed: building thumbs again ...");
        assertThat(Files.readAllLines(home.resolve("calls.txt"))).hasSize(2);
    }

    @Test
    void works_through_links_also_relative_ones_to_links() throws Exception {
        Path link = Files.createSymbolicLink(elsewhere.resolve("first"), Path.of("../the project/sluice"));
        Path chained = Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("first"));
        Path absolute = Files.createSymbolicLink(elsewhere.resolve("third"), chained);

        for (Path command : List.of(link, chained, absolute, Path.of("./second"))) {
            Outcome outcome = run(elsewhere, command, "thumbs", "x");

            assertThat(outcome.status()).isZero();
            assertThat(outcome.out())
                    .contains(home.resolve("thumbs/target/sluice-thumbs.jar").toString());
        }
    }

    @Test
    void a_build_that_fails_shows_what_maven_says() throws Exception {
        write(home.resolve("fails"), "");

        Outcome outcome = run(elsewhere, home.resolve("sluice"), "thumbs");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(
                        "[ERROR] it does not compile",
                        "sluice: the build has failed; above is what Maven says about it")
                .doesNotContain("[INFO] Downloading x");
        assertThat(outcome.out()).isEmpty();
        assertThat(home.resolve("target/sluice-lock")).doesNotExist();
    }

    @Test
    void two_first_launches_build_once() throws Exception {
        script("mvnw", "#!/bin/sh\nsleep 1\n" + MAVEN.replace("#!/bin/sh\n", ""));

        Process one = start(elsewhere, home.resolve("sluice"), "thumbs", "1");
        Process two = start(elsewhere, home.resolve("sluice"), "thumbs", "2");

        assertThat(outcome(one).status()).isZero();
        assertThat(outcome(two).status()).isZero();
        assertThat(Files.readAllLines(home.resolve("calls.txt"))).hasSize(1);
    }

    @Test
    void the_lock_of_a_killed_build_is_taken_over() throws Exception {
        Process killed = new ProcessBuilder("true").start();
        killed.waitFor();
        Files.createDirectories(home.resolve("target"));
        Files.createSymbolicLink(home.resolve("target/sluice-lock"), Path.of(Long.toString(killed.pid())));

        assertThat(run(elsewhere, home.resolve("sluice"), "thumbs").status()).isZero();
    }

    @Test
    void a_locale_without_unicode_is_replaced_and_another_one_stays() throws Exception {
        assertThat(run(elsewhere, home.resolve("sluice"), "thumbs").out())
                .last()
                .isEqualTo("LC_ALL=C.UTF-8");
        assertThat(outcome(start(Map.of("LC_ALL", "de_DE.utf8"), elsewhere, home.resolve("sluice"), "thumbs"))
                        .out())
                .last()
                .isEqualTo("LC_ALL=de_DE.utf8");
    }

    @Test
    void what_measures_starts_with_no_flags_but_its_own() throws Exception {
        Outcome outcome = run(elsewhere, home.resolve("sluice"), "bench", "--quick", "my name");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).singleElement().asString().startsWith("sluice: building bench for the first time");
        assertThat(outcome.out())
                .containsExactly(
                        elsewhere.toString(),
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dsluice.columns=",
                        "-Dsluice.home=" + home,
                        "-jar",
                        home.resolve("bench/target/sluice-bench.jar").toString(),
                        "--quick",
                        "my name",
                        "LC_ALL=C.UTF-8");
    }

    @Test
    void options_for_java_come_before_the_program() throws Exception {
        Outcome outcome =
                outcome(start(Map.of("SLUICE_OPTS", "-Xmx8g -Dx=y"), elsewhere, home.resolve("sluice"), "thumbs", "x"));

        assertThat(outcome.out()).containsSubsequence("-Xmx8g", "-Dx=y", "-jar", "x");
    }

    @Test
    void maven_runs_on_the_jdk_that_fits_whatever_java_is_on_the_path() throws Exception {
        script("mvnw", Files.readString(PROJECT.resolve("mvnw")));
        String properties = Files.readString(PROJECT.resolve(".mvn/wrapper/maven-wrapper.properties"));
        write(home.resolve(".mvn/wrapper/maven-wrapper.properties"), properties);
        executable(write(installedMaven(properties), "#!/bin/sh\necho \"$JAVA_HOME\"\n"));
        executable(write(elsewhere.resolve("old/java"), "#!/bin/sh\necho 'openjdk 17'\n"));
        Path fitting = Files.createDirectories(elsewhere.resolve(".jdks")).resolve("the jdk");
        Files.move(jdk, fitting);

        Outcome outcome = outcome(start(
                Map.of("JAVA_HOME", "/nowhere", "PATH", elsewhere.resolve("old") + ":/usr/bin:/bin"),
                elsewhere,
                home.resolve("mvnw"),
                "verify"));

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).containsExactly(fitting.toString());
    }

    /** Where the wrapper looks for the Maven it has downloaded: in a folder named by the hash of the address. */
    private Path installedMaven(String properties) {
        String address = properties
                .lines()
                .filter(line -> line.startsWith("distributionUrl="))
                .map(line -> line.substring("distributionUrl=".length()))
                .findFirst()
                .orElseThrow();
        String name = address.substring(address.lastIndexOf('/') + 1).replace("-bin.zip", "");
        return elsewhere.resolve(
                ".m2/wrapper/dists/" + name + "/" + Integer.toHexString(address.hashCode()) + "/bin/mvn");
    }

    private Outcome run(Path folder, Path command, String... arguments) throws IOException, InterruptedException {
        return outcome(start(folder, command, arguments));
    }

    private Process start(Path folder, Path command, String... arguments) throws IOException {
        return start(Map.of(), folder, command, arguments);
    }

    private Process start(Map<String, String> environment, Path folder, Path command, String... arguments)
            throws IOException {
        var words = new ArrayList<>(List.of(command.toString()));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("HOME", elsewhere.toString());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static Outcome outcome(Process process) throws IOException, InterruptedException {
        // Neither stream is longer than a pipe holds.
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), lines(process.getInputStream()), lines(process.getErrorStream()));
    }

    private static List<String> lines(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }

    /** The search for a JDK, but for the places where this machine may have one. */
    private static String withoutPlacesOfThisMachine() throws IOException {
        String script = Files.readString(PROJECT.resolve(".mvn/jdk.sh"));
        assertThat(script).contains("/usr/lib/jvm/*", "/opt/java/*", "/Library/Java/");
        return script.replace("/usr/lib/jvm/*", "/nowhere/*")
                .replace("/opt/java/*", "/nowhere/*")
                .replace("/Library/Java/", "/nowhere/");
    }

    private void script(String name, String text) throws IOException {
        executable(write(home.resolve(name), text));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, text);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
