package dev.sluice.resilience;

import dev.sluice.function.CheckReturnValue;
import dev.sluice.runtime.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A retry budget keeps further attempts to a part of the calls, so that they don't bring down what is in trouble
 * already.
 *
 * {@snippet :
 * var budget = RetryBudget.of(20, 0.1); // shared by all calls to one service
 * var retry = Retry.exponential(Duration.ofMillis(50)).budget(budget);
 * }
 *
 * <p>It is a number of tokens, at most {@code tokens}, and {@code tokens} at first. An attempt that fails takes one; one that
 * succeeds puts a part of one back. While half of the tokens or less are there, nothing is tried again: a call's first
 * attempt is its only one. So in the long run there are at most {@code perSuccess} further attempts for each success.
 *
 * <p>A budget is asked before a further attempt begins, and never ends one that runs. While all goes well nothing is
 * written.
 *
 * <p>Budgets are safe for use by any number of threads, and are made to be shared. Memory consistency: a budget orders
 * nothing between its users.
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRFC A6, client retries</a>
 */
public final class RetryBudget {
    private static final int TOKEN = 1000;
    private static final int MOST_TOKENS = 1_000_000;

    private static final VarHandle LEFT;

    static {
        try {
            LEFT = MethodHandles.lookup().findVarHandle(RetryBudget.class, "left", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int full;
    private final int perSuccess;

    /** In thousandths of tokens. */
    private volatile int left;

    private RetryBudget(int full, int perSuccess) {
        this.full = full;
        this.perSuccess = perSuccess;
        this.left = full;
    }

    /**
     * Creates a full budget.
     *
     * @param tokens the number of tokens it has at most, from 1 to a million
     * @param perSuccess the part of a token that a success puts back, from 0.001 to 1; what is finer is cut off
     * @return a budget
     * @throws IllegalArgumentException if either is out of range
     */
    @CheckReturnValue
    public static RetryBudget of(int tokens, double perSuccess) {
        if (tokens < 1 || tokens > MOST_TOKENS) {
            throw new IllegalArgumentException("tokens must be from 1 to " + MOST_TOKENS + ", was " + tokens);
        }
        if (!(perSuccess >= 1.0 / TOKEN && perSuccess <= 1)) {
            throw new IllegalArgumentException("tokens per success must be from 0.001 to 1, was " + perSuccess);
        }
        return new RetryBudget(tokens * TOKEN, (int) (perSuccess * TOKEN));
    }

    /** Notes an attempt that has succeeded. */
    public void success() {
        World.step("success", this);
        for (int before; (before = left) < full; ) {
            if (LEFT.compareAndSet(this, before, Math.min(full, before + perSuccess))) {
                return;
            }
        }
    }

    /** Notes an attempt that has failed. */
    public void failure() {
        World.step("failure", this);
        for (int before; (before = left) > 0; ) {
            if (LEFT.compareAndSet(this, before, Math.max(0, before - TOKEN))) {
                return;
            }
        }
    }

    /**
     * Returns whether there may be a further attempt.
     *
     * @return whether more than half of the tokens are left
     */
    @CheckReturnValue
    public boolean allows() {
        World.step("allows", this);
        return left > full / 2;
    }

    /** Returns how many tokens are left. */
    @Override
    public String toString() {
        return "retry budget (" + (double) left / TOKEN + " of " + full / TOKEN + ")";
    }
}
