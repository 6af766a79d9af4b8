package dev.sluice.flow;

/**
 * A stage that is put together by a function.
 *
 * @param label what it is called
 * @param wiring adds the stations of a run
 */
record WiredPart<T>(Label label, Wiring<T> wiring) implements Part<T> {
    /** Adds the stations of a run, for a stage with this label. */
    @FunctionalInterface
    interface Wiring<T> {
        Link<T> wire(Launch launch, Label label);
    }

    @Override
    public Link<T> wire(Launch launch) {
        return wiring.wire(launch, label);
    }

    @Override
    public Part<T> labelled(Label other) {
        return new WiredPart<>(other, wiring);
    }
}
