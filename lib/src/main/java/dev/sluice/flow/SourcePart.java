package dev.sluice.flow;

import dev.sluice.Channel;
import java.util.List;
import java.util.function.Supplier;

/**
 * A source.
 *
 * @param label what it is called
 * @param supply makes the source anew for each run; throws if there can't be another
 * @param waitsElsewhere whether it may wait for something else than channels, so that it has to be interrupted
 */
record SourcePart<T>(Label label, Supplier<Supply<T>> supply, boolean waitsElsewhere) implements Part<T> {
    @Override
    public Part<T> labelled(Label other) {
        return new SourcePart<>(other, supply, waitsElsewhere);
    }

    @Override
    public Link<T> wire(Launch launch) {
        Supply<T> opened = supply.get();
        String name = launch.unique(label.name());
        Channel<Item<T>> out = label.makeQueue(name);
        Station station = new Station(name, List.of());
        station.output(out);
        station.work(Workers.ONE, worker -> read(opened, new Intake<>(launch, station, worker, out), name));
        launch.add(station);
        launch.atEnd(_ -> opened.leave());
        if (waitsElsewhere) {
            launch.addInterruptible(station);
        }
        return new Link<>(out, station);
    }

    private static <T> void read(Supply<T> supply, Intake<T> intake, String name) throws Exception {
        try {
            supply.read(intake);
        } catch (Exception e) {
            if (!intake.isEnded()) { // otherwise it has ended as it was told to
                throw AtItem.note(e, name, "after item " + intake.place());
            }
        }
    }
}
