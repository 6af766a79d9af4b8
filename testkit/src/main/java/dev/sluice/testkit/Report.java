package dev.sluice.testkit;

/** Says on a failure how it came about: a throwable only so that stack traces show it. */
@SuppressWarnings({"serial", "OverrideThrowableToString"}) // so that the stack trace reads as a text
final class Report extends Throwable {
    private final Schedule schedule;

    Report(Schedule schedule, String text) {
        super(text, null, false, false);
        this.schedule = schedule;
    }

    Schedule schedule() {
        return schedule;
    }

    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
