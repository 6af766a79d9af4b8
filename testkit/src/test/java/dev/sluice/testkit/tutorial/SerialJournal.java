package dev.sluice.testkit.tutorial;

/** The journal, corrected in the plainest way: one worker keeps the order. */
final class SerialJournal extends Journal {
    @Override
    int workers() {
        return 1;
    }
}
