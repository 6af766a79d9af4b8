package dev.sluice.remote;

import java.nio.file.Path;
import java.time.Duration;

/** A program that notes down each value that it receives, and acknowledges it, until the channel has ended. */
final class WorkerProcess {
    private WorkerProcess() {}

    /** Arguments: the server's address, the channel, the folder for notes, and how many milliseconds a value takes. */
    public static void main(String[] arguments) throws Exception {
        var notes = new Notes(Path.of(arguments[2]));
        var duration = Duration.ofMillis(Long.parseLong(arguments[3]));
        try (var cluster = Cluster.at(arguments[0]).connect()) {
            RemoteChannel<String> jobs = cluster.channel(arguments[1], Codec.text(), Options.FOR_PROCESSES);
            jobs.forEach(job -> {
                if (job.value().equals("deadly")) {
                    Runtime.getRuntime().halt(9);
                }
                Thread.sleep(duration);
                notes.add(job.value());
                job.ack();
            });
        }
    }
}
