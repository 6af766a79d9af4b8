package dev.sluice.flow;

import dev.sluice.Select;
import dev.sluice.Ticker;
import dev.sluice.internal.Bystander;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The goroutine that gives elastic stages their workers, until all of these stages have ended. */
final class ElasticControl {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    /*
     * It wakes up again and again, so a search for deadlocks would take it for one that may help. It can't, and stands by, while it will
     * add no worker: each stage has as many as it may have, or all of them wait, for either side, and have done so for long enough not to count
     * as busy.
     */
    private final Map<Station, Elasticity> elasticities = new HashMap<>();
    private final Map<Station, Duration> busyBefore = new HashMap<>();
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
        Bystander.standBy(false);
        boolean mayHelp = false;
        for (Station station : stations) {
            Elasticity elasticity = elasticities.get(station);
            if (elasticity != null) {
                station.resize(elasticity.decide(sample(station)));
                mayHelp |= mayHelp(station, elasticity);
            }
        }
        Bystander.standBy(!mayHelp);
    }

    /** Whether more workers may be added to a stage, so that one of them may do what the others wait for. */
    private boolean mayHelp(Station station, Elasticity elasticity) {
        Duration busy = station.progress().busy();
        boolean onlyWaits = busy.equals(busyBefore.put(station, busy));
        return (!onlyWaits || elasticity.mayGrow(sample(station)))
                && station.live() > 0
                && station.live() < station.workers().max();
    }

    private static Elasticity.Sample sample(Station station) {
        StageProgress progress = station.progress();
        Duration waiting = progress.waitingForInput().plus(progress.waitingForOutput());
        return new Elasticity.Sample(World.current().nanoTime(), progress.in(), waiting.toNanos());
    }
}
