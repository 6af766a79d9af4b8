package dev.sluice.thumbs.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A temporary file, named after the process that writes it: {@code .sluice-<process>-<run>.part}.
 *
 * <p>It stands in the folder of the file that it will become, because only within a folder is a rename sure to be atomic.
 * Its name says whether it is still wanted: when that process has ended, it isn't. One that a process of any machine may write has 0 as its
 * process, and isn't wanted when it is old.
 */
public final class PartFile {
    private static final Pattern NAME = Pattern.compile("\\.sluice-(\\d+)-([0-9a-z]+)\\.part");

    private static final long ANY_MACHINE = 0;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final long process;
    private final String run;

    private PartFile(long process, String run) {
        this.process = process;
        this.run = run;
    }

    /**
     * Answers the part files of a new run of this process.
     *
     * @return a name that no other run uses
     */
    public static PartFile ofThisRun() {
        return ofProcess(ProcessHandle.current().pid());
    }

    /**
     * Returns the part files of a process that writes for a run on another machine, where process numbers say nothing.
     *
     * @return a name that no other process uses
     */
    public static PartFile ofAnotherRun() {
        return ofProcess(ANY_MACHINE);
    }

    private static PartFile ofProcess(long process) {
        long random = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        return new PartFile(process, Long.toString(random, Character.MAX_RADIX));
    }

    /**
     * Answers the name of the run that writes these files, which no other run has.
     *
     * @return the name
     */
    public String run() {
        return run;
    }

    /**
     * Answers this run's part file in a folder. There is one: a run writes one file at a time.
     *
     * @param folder the folder
     * @return the part file, which need not exist
     */
    public Path in(Path folder) {
        return folder.resolve(".sluice-" + process + "-" + run + ".part");
    }

    /**
     * Answers whether a file is a part file, of whichever run.
     *
     * @param file the file
     * @return whether its name says so
     */
    public static boolean isOne(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    /**
     * Answers whether a file is the part file of a run that has ended, and so will never be finished.
     *
     * @param file the file
     * @return whether it can be deleted
     */
    public boolean isStale(Path file) {
        var name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return false;
        }
        long owner = Long.parseLong(name.group(1));
        if (owner == ANY_MACHINE) {
            return isOld(file);
        }
        if (process == ANY_MACHINE) {
            return false; // the number is one of another machine
        }
        if (owner == process) {
            return !name.group(2).equals(run);
        }
        Optional<ProcessHandle> running = ProcessHandle.of(owner);
        return running.isEmpty();
    }

    private static boolean isOld(Path file) {
        try {
            Instant modified = Files.getLastModifiedTime(file).toInstant();
            return modified.isBefore(Instant.now().minus(LONGEST));
        } catch (IOException _) {
            return false; // it is gone, or can't be looked at
        }
    }
}
