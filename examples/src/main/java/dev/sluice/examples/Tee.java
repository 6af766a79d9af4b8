package dev.sluice.examples;

import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.tee;

import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Each command goes to two independent goroutines: one executes it, the other logs it. */
final class Tee {
    private record Command(String account, int amount) {}

    private Tee() {}

    public static void main(String... args) throws InterruptedException {
        var balances = new TreeMap<String, Integer>();
        var log = new ArrayList<String>();
        try (var scope = Scope.open()) {
            var commands = generate(
                    scope,
                    new Command("ada", 100),
                    new Command("grace", 70),
                    new Command("ada", -30),
                    new Command("grace", -80));
            run(scope, commands, balances, log);
            scope.join();
        }
        IO.println("balances: " + balances);
        log.forEach(IO::println);
    }

    private static void run(
            Scope scope, ReceiveChannel<Command> commands, Map<String, Integer> balances, List<String> log)
            throws InterruptedException {
        var both = tee(scope, commands);
        scope.go("execute", () -> {
            for (Command each : both.first()) {
                balances.merge(each.account, each.amount, Integer::sum);
            }
        });
        scope.go("audit", () -> {
            for (Command each : both.second()) {
                log.add("audit " + (log.size() + 1) + ": " + each.account + " " + each.amount);
            }
        });
    }
}
