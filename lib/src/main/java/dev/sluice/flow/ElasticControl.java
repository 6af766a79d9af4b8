package dev.sluice.flow;

import dev.sluice.Select;
import dev.sluice.Ticker;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The goroutine that gives elastic stages their workers, until all of these stages have ended. */
final class ElasticControl {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final Map<Station, Elasticity> elasticities = new HashMap<>();
    private final List<Station> stations;

    ElasticControl(List<Station> stations) {
        this.stations = stations;
    }

    void run() throws InterruptedException {
        for (Station station : stations) {
            Workers<?> workers = station.workers();
            elasticities.put(station, new Elasticity(workers.min(), workers.max(), sample(station)));
        }
        try (var ticker = Ticker.every(INTERVAL);
                var select = Select.open().ordered()) {
            for (Station station : stations) {
                select.receive(station.ended());
            }
            var tick = select.receive(ticker);
            for (int open = stations.size(); open > 0; ) {
                Select.Case ready = select.await();
                if (ready == tick) {
                    adjust();
                } else {
                    select.remove(ready);
                    open--;
                }
            }
        }
    }

    private void adjust() throws InterruptedException {
        for (Station station : stations) {
            Elasticity elasticity = elasticities.get(station);
            if (elasticity != null) {
                station.resize(elasticity.decide(sample(station)));
            }
        }
    }

    private static Elasticity.Sample sample(Station station) {
        StageProgress progress = station.progress();
        Duration waiting = progress.waitingForInput().plus(progress.waitingForOutput());
        return new Elasticity.Sample(World.current().nanoTime(), progress.in(), waiting.toNanos());
    }
}
