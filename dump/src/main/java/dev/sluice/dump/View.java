package dev.sluice.dump;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts what was seen of a program into lines: what is wrong first, then what is most. */
final class View {
    private static final int MOST_CHANNELS = 12;
    private static final int MOST_POLICIES = 12;

    private final Frame frame;

    private View(Frame frame) {
        this.frame = frame;
    }

    /**
     * A part of the view.
     *
     * @param head its first line
     * @param lines the others
     * @param isAlarm whether something is wrong
     */
    record Section(String head, List<String> lines, boolean isAlarm) {}

    static List<Section> of(Frame frame) {
        var view = new View(frame);
        var sections = new ArrayList<Section>();
        sections.add(view.program());
        view.alarms(sections);
        Frame.all(frame.look().path("pipelines")).forEach(each -> sections.add(view.pipeline(each)));
        view.add(sections, "goroutines", new GoroutineTable(frame.look()).table());
        view.add(sections, "channels", view.channels());
        view.policies(sections);
        return sections;
    }

    private void add(List<Section> sections, String head, Table table) {
        if (!table.isEmpty()) {
            sections.add(new Section(head, table.lines(), false));
        }
    }

    private Section program() {
        JsonNode program = frame.program();
        JsonNode counts = frame.look().path("counts");
        String name =
                program.path("name").asText() + "  pid " + program.path("pid").asText();
        String uses =
                "heap " + megabytes(program.path("heapUsed")) + " of " + megabytes(program.path("heapMax")) + " MB";
        if (program.has("cpu")) {
            uses += ", " + decimal(program.path("cpu").asDouble()) + " s of processor time on "
                    + program.path("processors").asInt();
        }
        return new Section(
                name,
                List.of(
                        " " + counted(counts.path("goroutines"), "goroutine") + ", "
                                + counts.path("waiting").asLong() + " waiting; "
                                + counted(counts.path("scopes"), "scope"),
                        " " + uses),
                false);
    }

    private static String counted(JsonNode count, String thing) {
        return count.asLong() + " " + thing + (count.asLong() == 1 ? "" : "s");
    }

    private static String megabytes(JsonNode bytes) {
        return "" + bytes.asLong() / 1_000_000;
    }

    private void alarms(List<Section> sections) {
        JsonNode alarms = frame.look().path("alarms");
        for (JsonNode each : Frame.all(alarms.path("deadlocks")).reversed()) {
            List<String> waits = Frame.all(each.path("goroutines")).stream()
                    .map(goroutine ->
                            " " + goroutine.path("name").asText() + " waits in " + wait(goroutine.path("waitsIn")))
                    .toList();
            sections.add(new Section("DEADLOCK in scope " + each.path("scope").asText(), waits, true));
        }
        if (alarms.path("leaksFound").asLong() > 0) {
            List<String> leaks = Frame.all(alarms.path("leaks")).reversed().stream()
                    .map(leak -> " " + leak.path("name").asText() + " waits for ever"
                            + (leak.has("waitsIn") ? " in " + wait(leak.path("waitsIn")) : "") + "; started at "
                            + leak.path("startedAt").asText())
                    .toList();
            sections.add(new Section("LEAKS: " + alarms.path("leaksFound").asLong(), leaks, true));
        }
    }

    /** Returns what a wait is for. */
    static String wait(JsonNode wait) {
        String cases = Frame.all(wait.path("cases")).stream()
                .map(each -> (each.path("operation").asText() + " "
                                + each.path("site").asText())
                        .strip())
                .collect(Collectors.joining(" | "));
        return wait.path("operation").asText().equals("select") ? "select of " + cases : cases;
    }

    private Section pipeline(JsonNode pipeline) {
        JsonNode earlier = Frame.same(frame.before().path("pipelines"), "run", pipeline);
        var table = new Table(
                1, 1, "stage", "workers", "queue", "in/s", "out/s", "out", "failed", "busy", "input", "output", "");
        List<Stage> stages = Frame.all(pipeline.path("stages")).stream()
                .map(each -> new Stage(each, Frame.same(earlier.path("stages"), "name", each)))
                .toList();
        Stage slowest = stages.stream()
                .filter(each -> each.busy() >= 0.5)
                .max(Comparator.comparingDouble(Stage::busy))
                .orElse(null);
        for (Stage each : stages) {
            each.addTo(table, frame, each == slowest);
        }
        String head = "pipeline " + pipeline.path("name").asText() + " run "
                + pipeline.path("run").asLong() + ", "
                + duration(pipeline.path("elapsed").asDouble())
                + (pipeline.path("draining").asBoolean() ? ", draining" : "");
        return new Section(head, table.lines(), false);
    }

    /** A stage now and in the frame before; its parts of the time are those in between. */
    private record Stage(JsonNode now, JsonNode earlier) {
        private double time(String field) {
            return now.path(field).asDouble() - earlier.path(field).asDouble();
        }

        double busy() {
            return part("busy");
        }

        private double part(String field) {
            double total = time("busy") + time("waitingForInput") + time("waitingForOutput");
            return total <= 0 ? 0 : time(field) / total;
        }

        void addTo(Table table, Frame frame, boolean isSlowest) {
            int most = now.path("maxWorkers").asInt();
            boolean isElastic = most > now.path("minWorkers").asInt();
            int capacity = now.path("queueCapacity").asInt();
            table.row(
                    now.path("name").asText(),
                    now.path("workers").asText() + (isElastic ? " of " + most : ""),
                    capacity == 0 ? "" : now.path("queued").asText() + " of " + capacity,
                    decimal(frame.rate(now, earlier, "in")),
                    decimal(frame.rate(now, earlier, "out")),
                    now.path("out").asText(),
                    now.path("failed").asText(),
                    percent(busy()),
                    percent(part("waitingForInput")),
                    percent(part("waitingForOutput")),
                    isSlowest ? "<- bottleneck" : "");
        }
    }

    /** Those with the most traffic first, then those at which most wait. */
    private Table channels() {
        var table = new Table(
                1, 1, "channel", "length", "sent/s", "received/s", "sent", "dropped", "senders", "receivers", "");
        JsonNode before = frame.before().path("channels");
        record Row(JsonNode now, JsonNode earlier, double traffic) {}
        Frame.all(frame.look().path("channels")).stream()
                .map(each -> {
                    JsonNode earlier = Frame.same(before, "id", each);
                    double rate = frame.rate(each, earlier, "sent");
                    return new Row(each, earlier, Double.isNaN(rate) ? 0 : rate);
                })
                .sorted(Comparator.comparingDouble(Row::traffic)
                        .thenComparingInt(
                                row -> row.now().path("waitingSenders").asInt()
                                        + row.now().path("waitingReceivers").asInt())
                        .reversed())
                .limit(MOST_CHANNELS)
                .forEach(row -> {
                    JsonNode each = row.now();
                    table.row(
                            each.path("name").asText(each.path("id").asText()),
                            each.path("length").asText() + " of "
                                    + each.path("capacity").asText(),
                            decimal(frame.rate(each, row.earlier(), "sent")),
                            decimal(frame.rate(each, row.earlier(), "received")),
                            each.path("sent").asText(),
                            each.path("dropped").asText(),
                            each.path("waitingSenders").asText(),
                            each.path("waitingReceivers").asText(),
                            each.path("status").asText().equals("OPEN")
                                    ? ""
                                    : each.path("status").asText().toLowerCase(Locale.ROOT));
                });
        return table;
    }

    private void policies(List<Section> sections) {
        List<String> lines = Frame.all(frame.look().path("policies")).stream()
                .flatMap(kind -> Frame.all(kind).stream())
                .map(policy -> " " + policy.path("text").asText())
                .limit(MOST_POLICIES)
                .toList();
        if (!lines.isEmpty()) {
            sections.add(new Section("policies", lines, false));
        }
    }

    static String decimal(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }

    private static String percent(double part) {
        return Math.round(100 * part) + " %";
    }

    static String duration(double seconds) {
        return seconds < 60
                ? decimal(seconds) + " s"
                : Duration.ofSeconds((long) seconds).toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
