package dev.sluice.dump;

import dev.sluice.dump.Target.NoDumpException;
import dev.sluice.inspect.JsonText;
import dev.sluice.observe.live.Source;
import dev.sluice.observe.live.ThisProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/** A program in another JVM, as its MBeans describe it. */
final class WatchedProgram implements Source, AutoCloseable {
    private final Target.Beans beans;
    private final ObjectName sluice;
    private final String pid;
    private final String name;
    private final String java;

    /** Connects to the program. Of several Sluices in one JVM, it is the one that was there first. */
    WatchedProgram(Target target, String pid) throws NoDumpException {
        this.name = ThisProgram.mainOf(target.property("sun.java.command"));
        this.java = target.property("java.version");
        this.pid = pid;
        this.beans = target.beans();
        this.sluice = beans.names().getFirst();
    }

    @Override
    public String program() {
        var json = new JsonText();
        return json.object(() -> {
                    json.field("name", name);
                    json.field("pid", Long.parseLong(pid));
                    json.field("java", java);
                    if (attribute("Runtime", "StartTime") instanceof Long start) {
                        json.field("startedAt", Instant.ofEpochMilli(start).toString());
                    }
                    if (attribute("OperatingSystem", "AvailableProcessors") instanceof Integer processors) {
                        json.field("processors", processors);
                    }
                    if (attribute("OperatingSystem", "ProcessCpuTime") instanceof Long nanos) {
                        json.field("cpu", nanos / 1e9);
                    }
                    if (attribute("Memory", "HeapMemoryUsage") instanceof CompositeData heap) {
                        json.field("heapUsed", (long) heap.get("used"));
                        json.field("heapMax", (long) heap.get("max"));
                    }
                })
                .toString();
    }

    /** Returns what a bean of the JVM says; null if it says nothing. */
    private @Nullable Object attribute(String bean, String attribute) {
        try {
            return beans.server().getAttribute(new ObjectName("java.lang:type=" + bean), attribute);
        } catch (JMException _) {
            return null; // another JVM may have other beans
        } catch (IOException e) {
            throw ended(e);
        }
    }

    @Override
    public String digest() {
        return ask("digest");
    }

    @Override
    public String goroutine(long threadId) {
        return ask("goroutine", threadId, ThisProgram.FRAMES);
    }

    @Override
    public String members(String scope, String group, String startedAt, int from) {
        return ask("members", scope, group, startedAt, from);
    }

    @Override
    public String search(String text, int from) {
        return ask("search", text, from);
    }

    private String ask(String operation, Object... arguments) {
        var types = new String[arguments.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = switch (arguments[i]) {
                case Integer _ -> int.class.getName();
                case Long _ -> long.class.getName();
                default -> String.class.getName();
            };
        }
        try {
            return (String) beans.server().invoke(sluice, operation, arguments, types);
        } catch (ReflectionException e) {
            throw new UncheckedIOException(
                    "the Sluice in process " + pid + " is too old for this; use ./sluice dump " + pid,
                    new IOException(e));
        } catch (JMException | IOException e) {
            throw ended(e);
        }
    }

    boolean hasEnded() {
        return Target.hasEnded(pid);
    }

    private UncheckedIOException ended(Exception why) {
        String message =
                hasEnded() ? " has ended" : " doesn't answer: " + why.getClass().getSimpleName();
        return new UncheckedIOException("process " + pid + message, new IOException(why));
    }

    @Override
    public void close() {
        try {
            beans.close();
        } catch (IOException _) {
            // The program has ended.
        }
    }
}
