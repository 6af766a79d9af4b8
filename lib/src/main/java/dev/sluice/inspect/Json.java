package dev.sluice.inspect;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes snapshots as JSON, as they are defined by RFC 8259. */
final class Json {
    private final StringBuilder text = new StringBuilder();

    Json snapshot(Snapshot snapshot) {
        object(() -> {
            field("at", snapshot.at().toString());
            list("owners", snapshot.owners(), this::goroutine);
            list("channels", snapshot.channels(), this::channel);
        });
        return this;
    }

    Json leaks(LeakProfile profile) {
        object(() -> {
            field("at", profile.at().toString());
            field("watched", profile.watched());
            field("found", profile.found());
            list("leaks", profile.leaks(), this::leak);
        });
        return this;
    }

    private void leak(Leak leak) {
        object(() -> {
            field("name", leak.name());
            field("threadId", leak.threadId());
            field("startedAt", leak.startedAt().toString());
            if (leak.waitsIn() != null) {
                name("waitsIn");
                wait(leak.waitsIn());
            }
            field("foundAt", leak.foundAt().toString());
            stack(leak.stack());
        });
    }

    private void goroutine(GoroutineState goroutine) {
        object(() -> {
            field("name", goroutine.name());
            field("threadId", goroutine.threadId());
            field("threadState", goroutine.threadState().name());
            StackTraceElement startedAt = goroutine.startedAt();
            if (startedAt != null) {
                field("startedAt", startedAt.toString());
            }
            if (goroutine.waitsIn() != null) {
                name("waitsIn");
                wait(goroutine.waitsIn());
            }
            if (goroutine.swallowed() != null) {
                field("swallowed", goroutine.swallowed());
            }
            list("scopes", goroutine.scopes(), this::scope);
            stack(goroutine.stack());
        });
    }

    private void stack(List<StackTraceElement> stack) {
        if (!stack.isEmpty()) {
            list("stack", stack, frame -> string(frame.toString()));
        }
    }

    private void wait(WaitState wait) {
        object(() -> {
            field("operation", wait.operation());
            field("id", wait.id());
            list(
                    "cases",
                    wait.cases(),
                    each -> object(() -> {
                        field("operation", each.operation());
                        field("site", each.site());
                        field("id", each.id());
                    }));
            field("since", wait.since());
            if (wait.remaining() != null) {
                field("remaining", wait.remaining());
            }
        });
    }

    private void scope(ScopeState scope) {
        object(() -> {
            field("name", scope.name());
            field("started", scope.started());
            field("limit", scope.limit());
            field("cancelled", scope.cancelled());
            list("goroutines", scope.goroutines(), this::goroutine);
        });
    }

    private void channel(ChannelState channel) {
        object(() -> {
            field("name", channel.name());
            field("id", channel.id());
            field("status", channel.status().name());
            field("length", channel.length());
            field("capacity", channel.capacity());
            field("highWater", channel.highWater());
            field("sent", channel.sent());
            field("received", channel.received());
            field("dropped", channel.dropped());
            field("waitingSenders", channel.waitingSenders());
            field("waitingReceivers", channel.waitingReceivers());
        });
    }

    private void object(Runnable fields) {
        separate();
        text.append('{');
        fields.run();
        text.append('}');
    }

    private <T> void list(String name, List<T> elements, Consumer<? super T> element) {
        name(name);
        text.append('[');
        elements.forEach(element);
        text.append(']');
    }

    private void field(String name, long value) {
        name(name);
        text.append(value);
    }

    private void field(String name, Duration value) {
        name(name);
        text.append(String.format(Locale.ROOT, "%d.%09d", value.toSeconds(), value.toNanosPart()));
    }

    /** Adds a field; none where the value is null. */
    private void field(String name, @Nullable String value) {
        if (value != null) {
            name(name);
            string(value);
        }
    }

    private void name(String name) {
        separate();
        quote(name);
        text.append(':');
    }

    private void string(String value) {
        separate();
        quote(value);
    }

    /** Puts a comma before what isn't the first of its kind. */
    private void separate() {
        int length = text.length();
        if (length > 0 && "[{:".indexOf(text.charAt(length - 1)) < 0) {
            text.append(',');
        }
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
