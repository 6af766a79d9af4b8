package dev.sluice.dump;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.Channel;
import dev.sluice.Sluice;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a recording tells of goroutines, and a dump from its end: what they waited for, and how they ended. A recording has only the
 * waits that began and ended in it; those that hadn't ended are in the dump.
 */
final class History {
    private static final String UNKNOWN = "unknown";
    private static final String STARTED_AT = ", started at ";
    private static final String LIBRARY =
            Sluice.class.getProtectionDomain().getCodeSource().getLocation().toString();

    private final WaitSums waits = new WaitSums();
    private final Tally cancellations = new Tally();
    private final Tally failures = new Tally();
    private final Tally swallowed = new Tally();
    private final Tally outcomes = new Tally();
    private final Map<Long, String> origins = new HashMap<>();
    private final Map<String, Boolean> ofLibrary = new HashMap<>();
    private Instant start = Instant.MAX;
    private Instant end = Instant.MIN;

    /** Reads a recording. */
    static History of(Path file) throws IOException {
        var history = new History();
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                history.add(recording.readEvent());
            }
        }
        return history;
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case Events.CHANNEL_WAIT -> addWait(event, text(event, "operation") + " " + channel(event));
            case Events.SELECT_WAIT -> addWait(event, "select of " + text(event, "cases"));
            case Events.SCOPE_WAIT ->
                addWait(event, text(event, "operation") + " scope " + withoutNumbers(text(event, "scope")));
            case Events.GOROUTINE -> {
                origins.put(thread(event), origin(text(event, "name"), text(event, "startedAt")));
                outcomes.add(1, text(event, "outcome"));
            }
            case Events.FAILURE ->
                failures.add(
                        1,
                        text(event, "failure"),
                        withoutPackage(text(event, "thrownAt")),
                        withoutPackage(text(event, "startedAt")));
            case Events.CANCEL -> cancellations.add(event.getInt("goroutines"), text(event, "cause"), actor(event));
            case Events.SWALLOWED -> swallowed.add(1, text(event, "who"), text(event, "waitsAgainAt"));
            default -> {
                return;
            }
        }
        start = event.getStartTime().isBefore(start) ? event.getStartTime() : start;
        end = event.getEndTime().isAfter(end) ? event.getEndTime() : end;
    }

    /** Returns what a wait was at, in the words of dumps. */
    private static String channel(RecordedEvent event) {
        String name = event.getString("channel");
        if (!text(event, "id").startsWith(Channel.class.getName() + "@")) {
            return String.valueOf(name); // a ticker, for instance
        }
        return name == null ? "channel" : "channel " + name;
    }

    private void addWait(RecordedEvent event, String what) {
        long thread = thread(event);
        waits.add(what, thread, place(event), event.getDuration(), true);
        RecordedThread recorded = event.getThread();
        if (recorded != null && recorded.getJavaName() != null) {
            origins.putIfAbsent(thread, origin(recorded.getJavaName(), UNKNOWN));
        }
    }

    private static String text(RecordedEvent event, String field) {
        String text = event.getString(field);
        return text == null ? UNKNOWN : text;
    }

    private static long thread(RecordedEvent event) {
        RecordedThread thread = event.getThread();
        return thread == null ? -1 : thread.getJavaThreadId();
    }

    private static String origin(String name, String startedAt) {
        String group = withoutNumbers(name);
        return startedAt.equals(UNKNOWN) ? group : group + STARTED_AT + withoutPackage(startedAt);
    }

    /** Returns the name of a goroutine or a scope without the numbers that the goroutines of its path have. */
    private static String withoutNumbers(String path) {
        return path.replaceAll("-[0-9]+(?=/|$)", "");
    }

    private static String withoutPackage(String frame) {
        return frame.replaceFirst("^[^(]*?(?=[^.(/]+\\.[^.(]+\\()", "");
    }

    /** Returns where something was done, or by whom if nothing but the library is on the stack. */
    private String actor(RecordedEvent event) {
        String place = place(event);
        RecordedThread thread = event.getThread();
        return place.isEmpty() && thread != null ? "in " + withoutNumbers(String.valueOf(thread.getJavaName())) : place;
    }

    /** Returns where an event came from, the innermost frame that is neither the library's nor the JDK's; the empty string if unknown. */
    private String place(RecordedEvent event) {
        if (event.getStackTrace() == null) {
            return "";
        }
        return event.getStackTrace().getFrames().stream()
                .filter(each -> !isInside(each.getMethod().getType().getName()))
                .findFirst()
                .map(History::describe)
                .orElse("");
    }

    /** Whether a class is the JDK's or the library's, which this program comes with itself. */
    private boolean isInside(String type) {
        return type.startsWith("java.")
                || type.startsWith("jdk.")
                || type.contains("$$Lambda") // between a lambda's caller and its body
                || ofLibrary.computeIfAbsent(type, name -> {
                    URL resource = Sluice.class.getResource("/" + name.replace('.', '/') + ".class");
                    return resource != null && resource.toString().contains(LIBRARY);
                });
    }

    private static String describe(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName() + ":" + frame.getLineNumber();
    }

    /**
     * Adds the waits that go on, and where goroutines were started.
     *
     * @param dump as JSON
     * @param sinceEnd how long ago the recording had ended when the dump was made
     * @param length of the recording
     */
    void add(JsonNode dump, Duration sinceEnd, Duration length) {
        Frame.all(dump.path("owners")).forEach(each -> addThread(each, sinceEnd, length));
    }

    private void addThread(JsonNode thread, Duration sinceEnd, Duration length) {
        long id = thread.path("threadId").asLong();
        String startedAt = thread.path("startedAt").asText(UNKNOWN);
        origins.merge(
                id,
                origin(thread.path("name").asText(UNKNOWN), startedAt),
                (known, now) -> known.contains(STARTED_AT) ? known : now);
        JsonNode wait = thread.path("waitsIn");
        Duration waited =
                Duration.ofNanos((long) (wait.path("since").asDouble() * 1e9)).minus(sinceEnd);
        if (waited.isPositive()) {
            waits.add(waitFor(wait), id, "", waited.compareTo(length) < 0 ? waited : length, false);
        }
        for (JsonNode scope : Frame.all(thread.path("scopes"))) {
            Frame.all(scope.path("goroutines")).forEach(each -> addThread(each, sinceEnd, length));
        }
    }

    private static String waitFor(JsonNode wait) {
        String what = View.wait(wait);
        return what.contains(" scope ") ? withoutNumbers(what) : what;
    }

    WaitSums waits() {
        return waits;
    }

    /** Returns the name of a goroutine, without its number, and where it was started. */
    String origin(long thread) {
        return origins.getOrDefault(thread, UNKNOWN);
    }

    /** Returns why contexts were cancelled, and where; with how many goroutines were told. */
    Tally cancellations() {
        return cancellations;
    }

    /** Returns what goroutines failed with, where that was thrown, and where they were started. */
    Tally failures() {
        return failures;
    }

    /** Returns who went on waiting after its cancellation, and where. */
    Tally swallowed() {
        return swallowed;
    }

    /** Returns how goroutines ended that weren't too short to be recorded. */
    Tally outcomes() {
        return outcomes;
    }

    /** Returns the time from the begin of the first event to the end of the last. */
    Duration length() {
        return start.isAfter(end) ? Duration.ZERO : Duration.between(start, end);
    }
}
