package dev.sluice.remote;

import dev.sluice.ChannelClosedException;
import java.nio.file.Path;

/** A program that sends numbers with a prefix, and notes down which of them were taken, until the channel is closed. */
final class SenderProcess {
    private SenderProcess() {}

    /** Arguments: the server's address, the channel, the folder for notes, and the prefix. */
    public static void main(String[] arguments) throws Exception {
        var notes = new Notes(Path.of(arguments[2]));
        try (var cluster = Cluster.at(arguments[0]).connect()) {
            RemoteChannel<String> jobs = cluster.channel(arguments[1], Codec.text(), Options.FOR_PROCESSES);
            for (int i = 0; ; i++) {
                String value = arguments[3] + i;
                jobs.send(value, value);
                notes.add(value);
            }
        } catch (ChannelClosedException _) {
            // The end.
        }
    }
}
