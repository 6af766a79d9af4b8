package dev.sluice.dump;

import dev.sluice.dump.Target.NoDumpException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.management.jfr.FlightRecorderMXBean;

/**
 * A recording of the Flight Recorder that another JVM takes. Should this program be killed, the recording ends by itself a little after
 * the time it was meant to take.
 */
final class RemoteRecording implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final FlightRecorderMXBean recorder;
    private final long id;

    private RemoteRecording(FlightRecorderMXBean recorder, long id) {
        this.recorder = recorder;
        this.id = id;
    }

    /**
     * Starts a recording of Sluice's events.
     *
     * @param time how long it is meant to take
     * @param threshold waits and goroutines that are shorter aren't recorded
     */
    static RemoteRecording start(Target.Beans beans, Duration time, Duration threshold)
            throws NoDumpException, IOException {
        if (!hasRecorder(beans)) {
            throw new NoDumpException(
                    "the program's Java has no module jdk.management.jfr, by which recordings are taken");
        }
        FlightRecorderMXBean recorder = ManagementFactory.newPlatformMXBeanProxy(
                beans.server(), FlightRecorderMXBean.MXBEAN_NAME, FlightRecorderMXBean.class);
        try {
            var recording = new RemoteRecording(recorder, recorder.newRecording());
            recording.begin(time, threshold);
            return recording;
        } catch (IllegalStateException e) {
            throw new NoDumpException("the program's Flight Recorder can't record: " + e.getMessage());
        } catch (UndeclaredThrowableException e) {
            throw new IOException(e.getCause());
        }
    }

    private static boolean hasRecorder(Target.Beans beans) throws IOException {
        try {
            return beans.server().isRegistered(new ObjectName(FlightRecorderMXBean.MXBEAN_NAME));
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    private void begin(Duration time, Duration threshold) {
        String most = time.plus(GRACE).toSeconds() + " s";
        recorder.setRecordingOptions(id, Map.of("name", "sluice record", "duration", most));
        recorder.setRecordingSettings(id, Events.settings(threshold));
        recorder.startRecording(id);
    }

    /** Ends the recording, and fetches what was recorded. */
    void stop(Path file) throws IOException {
        try {
            recorder.stopRecording(id);
            save(file);
        } catch (UndeclaredThrowableException e) {
            throw new IOException(e.getCause());
        }
    }

    private void save(Path file) throws IOException {
        long stream = recorder.openStream(id, null);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (byte[] each; (each = recorder.readStream(stream)) != null; ) {
                out.write(each);
            }
        } finally {
            recorder.closeStream(stream);
        }
    }

    @Override
    public void close() {
        try {
            recorder.closeRecording(id);
        } catch (IOException | UndeclaredThrowableException _) {
            // The program has ended, and its recording with it.
        }
    }
}
