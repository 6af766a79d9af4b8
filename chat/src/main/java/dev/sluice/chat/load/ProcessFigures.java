package dev.sluice.chat.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What a process has used, as Linux says in {@code /proc}.
 *
 * @param cpu the time that it was on a processor
 * @param residentKiB its memory
 */
record ProcessFigures(Duration cpu, long residentKiB) {
    private static final int TICKS_A_SECOND = 100; // USER_HZ, which is the same on all Linux systems of today
    private static final int USER_TIME = 11; // among the fields behind the name, which may have spaces in it
    private static final int SYSTEM_TIME = 12;

    static ProcessFigures of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(folder.resolve("stat"));
        List<String> fields =
                Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        long ticks = Long.parseLong(fields.get(USER_TIME)) + Long.parseLong(fields.get(SYSTEM_TIME));
        long resident = Files.readAllLines(folder.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
        return new ProcessFigures(Duration.ofMillis(ticks * 1000 / TICKS_A_SECOND), resident);
    }
}
