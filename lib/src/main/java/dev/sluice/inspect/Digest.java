package dev.sluice.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a snapshot as JSON that stays small however much there is: goroutines of a scope that have the same name, but for the number, and
 * were started at the same place are a group, of which the first are listed and all are counted.
 */
final class Digest {
    private static final int MOST_OWNERS = 200;
    private static final int MOST_GROUPS = 50;
    private static final int MOST_MEMBERS = 10;
    private static final int MOST_WAITS = 10;
    private static final int MOST_LISTED = 1_000;
    private static final int MOST_CHANNELS = 300;
    private static final int MOST_POLICIES = 200;

    private final Json json = new Json();
    private final JsonText text = json.text();
    private final Set<String> waitedAt = new HashSet<>();
    private int listed;

    private Digest() {}

    static String of(Snapshot snapshot) {
        return new Digest().snapshot(snapshot);
    }

    private String snapshot(Snapshot snapshot) {
        text.object(() -> {
            text.field("at", snapshot.at().toString());
            text.field("clock", snapshot.clock());
            text.field("took", snapshot.took());
            text.object("counts", () -> {
                text.field("goroutines", snapshot.goroutines());
                text.field("waiting", snapshot.waiting());
                text.field("scopes", snapshot.scopes());
            });
            List<GoroutineState> owners = snapshot.owners();
            text.list("owners", owners.subList(0, Math.min(MOST_OWNERS, owners.size())), this::goroutine);
            List<ChannelState> channels = channels(snapshot.channels());
            text.list("channels", channels, json::channel);
            text.list("pipelines", snapshot.pipelines(), json::pipeline);
            json.policies(snapshot.policies(), MOST_POLICIES);
            json.alarms(snapshot.alarms());
            text.object("omitted", () -> {
                text.field("owners", Math.max(0, owners.size() - MOST_OWNERS));
                text.field("goroutines", snapshot.goroutines() - listed);
                text.field("channels", snapshot.channels().size() - channels.size());
            });
        });
        return text.toString();
    }

    /** Returns those that listed goroutines wait at, then the others, in the order in which they were made, until there are enough. */
    private List<ChannelState> channels(List<ChannelState> all) {
        return all.stream()
                .sorted(Comparator.comparing(each -> !waitedAt.contains(each.id())))
                .limit(MOST_CHANNELS)
                .toList();
    }

    private void goroutine(GoroutineState goroutine) {
        if (goroutine.isGoroutine()) {
            listed++;
        }
        text.object(() -> {
            json.goroutineItself(goroutine);
            WaitState wait = goroutine.waitsIn();
            if (wait != null) {
                wait.cases().forEach(each -> waitedAt.add(each.id()));
            }
            text.list("scopes", goroutine.scopes(), this::scope);
        });
    }

    private void scope(ScopeState scope) {
        text.object(() -> {
            json.scopeItself(scope);
            text.field("running", scope.goroutines().size());
            Map<Group, List<GoroutineState>> groups = new LinkedHashMap<>();
            for (GoroutineState each : scope.goroutines()) {
                groups.computeIfAbsent(Group.of(each), _ -> new ArrayList<>()).add(each);
            }
            text.list(
                    "groups",
                    groups.entrySet().stream().limit(MOST_GROUPS).toList(),
                    each -> group(each.getKey(), each.getValue()));
        });
    }

    private void group(Group group, List<GoroutineState> members) {
        text.object(() -> {
            text.field("name", group.name());
            text.field("startedAt", group.startedAt());
            text.field("count", members.size());
            Map<List<String>, Waits> waits = new LinkedHashMap<>();
            for (GoroutineState each : members) {
                WaitState wait = each.waitsIn();
                if (wait != null) {
                    waits.computeIfAbsent(Waits.likeness(wait), _ -> new Waits(wait))
                            .add(wait);
                }
            }
            text.field(
                    "notWaiting",
                    members.size()
                            - waits.values().stream().mapToInt(Waits::count).sum());
            text.list(
                    "waits",
                    waits.values().stream()
                            .sorted(Comparator.comparingInt(Waits::count).reversed())
                            .limit(MOST_WAITS)
                            .toList(),
                    this::waits);
            int shown = Math.min(members.size(), Math.min(MOST_MEMBERS, MOST_LISTED - listed));
            text.list("goroutines", members.subList(0, Math.max(0, shown)), this::goroutine);
        });
    }

    private void waits(Waits waits) {
        text.object(() -> {
            text.field("operation", waits.first().operation());
            text.list("cases", waits.first().cases(), each -> json.waitCase(each, waits.isAtOnePlace()));
            text.field("count", waits.count());
            text.field("longest", waits.longest());
        });
    }
}
