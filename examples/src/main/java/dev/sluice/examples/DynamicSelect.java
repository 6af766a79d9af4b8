package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.Select;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A select over channels whose number is known only when it runs, and gets smaller as they close. */
final class DynamicSelect {
    private DynamicSelect() {}

    public static void main(String... args) throws InterruptedException {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        var sensors = new ArrayList<Channel<Integer>>();
        try (var scope = Scope.open()) {
            for (int i = 1; i <= count; i++) {
                Channel<Integer> sensor = Channel.named("sensor " + i).unbuffered();
                sensors.add(sensor);
                int readings = i;
                scope.go(() -> {
                    for (int reading = 1; reading <= readings; reading++) {
                        sensor.send(reading);
                    }
                    sensor.close();
                });
            }
            sumEach(sensors).forEach((sensor, sum) -> IO.println(sensor + ": " + sum));
            scope.join();
        }
    }

    static Map<String, Integer> sumEach(List<? extends ReceiveChannel<Integer>> sensors) throws InterruptedException {
        var sums = new TreeMap<String, Integer>();
        var names = new HashMap<Select.Case, String>();
        try (var select = Select.open()) {
            for (ReceiveChannel<Integer> sensor : sensors) {
                names.put(select.receive(sensor), sensor.name());
            }
            while (!names.isEmpty()) {
                var ready = (Select.Receive<?>) select.await();
                if (ready.closed()) {
                    select.remove(ready);
                    names.remove(ready);
                } else {
                    sums.merge(names.get(ready), (Integer) ready.value(), Integer::sum);
                }
            }
        }
        return sums;
    }
}
