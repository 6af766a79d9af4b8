package dev.sluice.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a module that requires the library can do, and can't. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class ModulePathTest {
    private static final String EXPECTED = """
            flow: 14
            function and resilience: 42
            inspect: the scope
            io: text
            sync: two are done
            """;

    private static final ToolProvider JAVAC = ToolProvider.findFirst("javac").orElseThrow();
    private static final long MOST_SECONDS = 60;

    private final ModuleReference library = module("dev.sluice");
    private final ModuleReference consumer = module("dev.sluice.consumer");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private record Ended(int status, String text) {}

    @Test
    void the_library_and_its_user_are_named_modules() {
        assertThat(Consumer.class.getModule().isNamed()).isTrue();
        assertThat(dev.sluice.Channel.class.getModule().getName()).isEqualTo("dev.sluice");
        assertThat(dev.sluice.Channel.class.getModule().getDescriptor().isAutomatic())
                .isFalse();
    }

    /** So that a new package gets its line there. */
    @Test
    void the_consumer_uses_all_packages_that_are_exported() throws IOException {
        Set<String> used = new TreeSet<>();
        ClassModel code = ClassFile.of().parse(bytesOf(Consumer.class));
        for (var entry : code.constantPool()) {
            if (entry instanceof ClassEntry type && !type.asInternalName().startsWith("[")) {
                String name = type.asInternalName().replace('/', '.');
                used.add(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
            }
        }

        assertThat(used).containsAll(exported());
    }

    @Test
    void another_module_reaches_what_is_exported() throws IOException {
        for (String name : exported()) {
            Ended compiled = compile(name);

            assertThat(compiled.status).as(compiled.text).isZero();
        }
    }

    @Test
    void another_module_reaches_nothing_else() throws IOException {
        Set<String> hidden = new TreeSet<>(library.descriptor().packages());
        hidden.removeAll(exported());
        assertThat(hidden).contains("dev.sluice.runtime");

        for (String name : hidden) {
            Ended compiled = compile(name);

            assertThat(compiled.status).as(name + " can be imported").isNotZero();
            assertThat(compiled.text).contains("package " + name + " is not visible");
        }
    }

    @Test
    void an_image_with_nothing_but_the_program_and_what_it_requires_runs_it() throws Exception {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        assumeTrue(Files.isExecutable(jlink), "this JDK has no jlink");
        assumeTrue(
                Files.isDirectory(Path.of(System.getProperty("java.home"), "jmods"))
                        || run(List.of(jlink.toString(), "--help"))
                                .text
                                .contains("Linking from run-time image enabled"),
                "this JDK has no jmods, and its jlink can't do without");
        Path image = folder.resolve("image");
        Ended linked = run(List.of(
                jlink.toString(),
                "--module-path",
                location(library) + File.pathSeparator + location(consumer),
                "--add-modules",
                "dev.sluice.consumer",
                "--launcher",
                "consumer=dev.sluice.consumer/dev.sluice.consumer.Consumer",
                "--output",
                image.toString()));
        assertThat(linked.status).as(linked.text).isZero();

        Ended modules = run(List.of(image.resolve("bin/java").toString(), "--list-modules"));
        assertThat(modules.text.lines().map(line -> line.replaceFirst("@.*", "")))
                .containsExactlyInAnyOrder("java.base", "dev.sluice", "dev.sluice.consumer");
        assertThat(run(List.of(image.resolve("bin/consumer").toString()))).isEqualTo(new Ended(0, EXPECTED));
    }

    /** Compiles a module that requires the library and imports one of its packages. */
    private Ended compile(String imported) throws IOException {
        Path source = Files.createTempDirectory(folder, "source");
        Files.writeString(source.resolve("module-info.java"), "module probe { requires dev.sluice; }\n");
        Files.createDirectory(source.resolve("probe"));
        Files.writeString(
                source.resolve("probe/Probe.java"), "package probe;\nimport " + imported + ".*;\nclass Probe {}\n");
        var said = new StringWriter();
        int status;
        try (var to = new PrintWriter(said)) {
            status = JAVAC.run(
                    to,
                    to,
                    "-proc:none",
                    "--module-path",
                    System.getProperty("jdk.module.path"), // of this JVM, with JSpecify
                    "-d",
                    source.resolve("out").toString(),
                    source.resolve("module-info.java").toString(),
                    source.resolve("probe/Probe.java").toString());
        }
        return new Ended(status, said.toString());
    }

    private static Ended run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), printed.replace(System.lineSeparator(), "\n"));
    }

    private Set<String> exported() {
        ModuleDescriptor descriptor = library.descriptor();
        return descriptor.exports().stream()
                .filter(each -> !each.isQualified())
                .map(Exports::source)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ModuleReference module(String name) {
        return ModuleLayer.boot()
                .configuration()
                .findModule(name)
                .map(ResolvedModule::reference)
                .orElseThrow();
    }

    private static Path location(ModuleReference module) {
        return Path.of(module.location().orElseThrow());
    }

    private byte[] bytesOf(Class<?> type) throws IOException {
        try (ModuleReader reader = consumer.open();
                var in =
                        reader.open(type.getName().replace('.', '/') + ".class").orElseThrow()) {
            return in.readAllBytes();
        }
    }
}
