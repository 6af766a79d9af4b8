package dev.sluice.testkit;

import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.Ticker;
import dev.sluice.internal.Cases;
import java.util.IdentityHashMap;
import java.util.stream.Collectors;

/**
 * Puts into words what goroutines work on. What has no name gets a number, in the order of first appearance; so the same
 * schedule reads the same in every run.
 */
final class Sites {
    private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();

    String name(Object site) {
        return switch (site) {
            case Scope scope -> "scope " + scope.name();
            case Task<?> task -> "goroutine " + task.name();
            case Ticker ticker -> "ticker " + number(ticker);
            case ReceiveChannel<?> channel -> "channel " + name(channel);
            case Context context -> "context " + number(context);
            case Cases select -> "of " + select.cases().stream().map(this::name).collect(Collectors.joining(" | "));
            default -> site.getClass().getSimpleName();
        };
    }

    private String name(ReceiveChannel<?> channel) {
        String name = channel.name();
        return name == null ? number(channel) : name;
    }

    private String name(Cases.Case each) {
        return each.what() + (each.site() == null ? "" : " " + name(each.site()));
    }

    private String number(Object site) {
        return "#" + numbers.computeIfAbsent(site, _ -> numbers.size() + 1);
    }
}
