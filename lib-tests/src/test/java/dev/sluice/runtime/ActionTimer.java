package dev.sluice.runtime;

/** A timer that runs an action. */
final class ActionTimer extends Timer {
    private final Runnable action;

    ActionTimer(Runnable action) {
        this.action = action;
    }

    @Override
    protected void fire() {
        action.run();
    }
}
