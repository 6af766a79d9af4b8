package dev.sluice;

// Floor: scopes
/**
 * What the outcomes of goroutines mean to their scope.
 *
 * @param cancelsOnFailure whether the first failure cancels the others
 * @param successes how many successes cancel the others, or 0 where the number doesn't matter
 */
record Policy(boolean cancelsOnFailure, int successes) {
    static final Policy FAIL_FAST = new Policy(true, 0);
    static final Policy COLLECT_ALL = new Policy(false, 0);
    static final Policy FIRST_END = new Policy(true, 1);

    static Policy atLeast(int successes) {
        return new Policy(false, successes);
    }

    boolean isReached(int succeeded) {
        return successes > 0 && succeeded >= successes;
    }

    boolean isOutOfReach(int succeeded, int live) {
        return successes > 0 && succeeded + live < successes;
    }
}
