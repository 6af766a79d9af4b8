package dev.sluice.flow;

import dev.sluice.Channel;
import java.util.List;

/**
 * A source.
 *
 * @param label what it is called
 * @param supply where the items come from
 * @param kind what it may do while it is read
 * @param rescues what becomes of items that it reports as failed, by the type of the failure
 */
record SourcePart<T>(Label label, Supply<T> supply, Kind kind, List<Rescue<T>> rescues) implements Rescue.Able<T> {
    /** What a source may do while it is read. */
    enum Kind {
        /** It waits for channels only. */
        RECEIVES,
        /** It may wait for something else, and so has to be interrupted where the run is drained. */
        WAITS,
        /** It may wait for something else, and reports items that it can't make. */
        REPORTS
    }

    static <T> SourcePart<T> of(String name, Kind kind, Supply<T> supply) {
        return new SourcePart<>(Label.named(name), supply, kind, List.of());
    }

    @Override
    public Part<T> labelled(Label other) {
        return new SourcePart<>(other, supply, kind, rescues);
    }

    @Override
    public Part<T> with(Rescue<T> rescue) {
        if (kind != Kind.REPORTS) {
            throw new IllegalStateException("stage " + label.name() + " reports no failures of items");
        }
        return new SourcePart<>(label, supply, kind, Rescue.append(rescues, rescue, label.name()));
    }

    @Override
    public Link<T> wire(Launch launch) {
        String name = launch.unique(label.name());
        Channel<Item<T>> out = launch.queue(label, name);
        Station station = new Station(name, List.of());
        station.output(out);
        station.work(Workers.ONE, worker -> read(new Intake<>(launch, station, worker, out, rescues), name));
        launch.add(station);
        launch.addSource(supply);
        if (kind != Kind.RECEIVES) {
            launch.addInterruptible(station);
        }
        return new Link<>(out, station);
    }

    private void read(Intake<T> intake, String name) throws Exception {
        try {
            supply.read(intake);
        } catch (Exception e) {
            if (!intake.isEnded()) { // otherwise it has ended as it was told to
                throw intake.isReported(e) ? e : AtItem.note(e, name, "after item " + intake.place());
            }
        }
    }
}
