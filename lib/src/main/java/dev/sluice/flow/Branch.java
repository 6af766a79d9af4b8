package dev.sluice.flow;

/**
 * Where a side branch begins: behind a stage that gives items to several.
 *
 * @param junction tells the branches of a pipeline apart
 * @param label what may wait in it
 */
record Branch<T>(Object junction, Label label) implements Part<T> {
    @Override
    public Link<T> wire(Launch launch) {
        return launch.enter(this);
    }

    @Override
    public Part<T> labelled(Label other) {
        return new Branch<>(junction, other);
    }
}
