package dev.sluice.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.Channel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says on what the figures were measured. */
final class Machine {
    private static final Pattern COLLECTOR = Pattern.compile("\\sUse(\\w+)GC\\s+= true");
    private static final Pattern HEAP = Pattern.compile("\\sMaxHeapSize\\s+= (\\d+)");
    private static final double GIB = 1L << 30;

    private Machine() {}

    /** Answers the processors, the memory and the system. */
    static String describe() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long memory = Math.round(system.getTotalMemorySize() / GIB);
        return system.getAvailableProcessors() + " processors (" + processor() + "), " + memory + " GiB, "
                + system.getName() + " " + system.getArch();
    }

    /** Answers the Java that measures, and with which collector it does so when nobody says anything. */
    static String java() throws IOException, InterruptedException {
        String flags = flags();
        return System.getProperty("java.vm.vendor") + " JDK " + Runtime.version() + " with its default flags ("
                + found(COLLECTOR, flags).orElse("unknown") + " collector, heap of at most "
                + found(HEAP, flags)
                        .map(bytes -> Math.round(Long.parseLong(bytes) / GIB) + " GiB")
                        .orElse("unknown size")
                + ")";
    }

    /** Answers whose versions are compared. The jars' names have them, since Maven copies them so. */
    static Map<String, String> versions() throws IOException {
        var versions = new LinkedHashMap<String, String>();
        Optional<Path> jars = jars();
        versions.put("Sluice", jarVersion(jars, "sluice-").orElse("from source"));
        versions.put("Jox", jarVersion(jars, "channels-").orElse("unknown"));
        versions.put(
                "kotlinx.coroutines",
                jarVersion(jars, "kotlinx-coroutines-core-jvm-").orElse("unknown"));
        versions.put("Kotlin", jarVersion(jars, "kotlin-stdlib-").orElse("unknown"));
        versions.put("Guava", jarVersion(jars, "guava-").orElse("unknown"));
        versions.put("resilience4j", jarVersion(jars, "resilience4j-core-").orElse("unknown"));
        versions.put("Failsafe", jarVersion(jars, "failsafe-").orElse("unknown"));
        versions.put("Pekko", jarVersion(jars, "pekko-stream_2.13-").orElse("unknown"));
        return versions;
    }

    private static Optional<Path> jars() {
        URL code = Channel.class.getProtectionDomain().getCodeSource().getLocation();
        Path file = Path.of(URI.create(code.toString()));
        return Files.isRegularFile(file) ? Optional.ofNullable(file.getParent()) : Optional.empty();
    }

    private static Optional<String> jarVersion(Optional<Path> folder, String prefix) throws IOException {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        var pattern = Pattern.compile(Pattern.quote(prefix) + "(\\d.*)\\.jar");
        try (Stream<Path> all = Files.list(folder.get())) {
            return all.map(each -> pattern.matcher(each.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(each -> each.group(1))
                    .findFirst();
        }
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(each -> each.startsWith("model name"))
                    .map(each -> each.substring(each.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown model");
        } catch (IOException e) {
            return "unknown model"; // there is no such file but on Linux
        }
    }

    private static String flags() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, "-XX:+PrintFlagsFinal", "-version")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String flags = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return flags;
    }

    private static Optional<String> found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
