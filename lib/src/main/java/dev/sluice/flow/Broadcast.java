package dev.sluice.flow;

import dev.sluice.ChannelClosedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends each value to every branch, and takes the next one when all have taken it. So the slowest sets the pace, unless it has
 * a buffer with room, or one that drops.
 *
 * <p>A branch whose consumer has left is left out; when all have been left, the loop ends. A value that none has taken by then
 * goes to the hook of one of them.
 */
final class Broadcast<T> {
    /*
     * A value is first offered to each branch in turn, which takes those that needn't wait, and then sent by a select to the
     * others, whichever is ready. A send case takes part in a wait only while it has a value, and gives it up by happening; so
     * no case has to be disabled. DROP_NEWEST returns FULL from an offer and drops in the select.
     */
    private static final class Branch<T> {
        final SendChannel<T> out;
        final Select.Send<T> put;
        boolean waits;

        Branch(SendChannel<T> out, Select select) {
            this.out = out;
            this.put = select.send(out);
        }
    }

    private final List<Branch<T>> branches = new ArrayList<>();

    /** How many have not taken the current value, and whether any has. */
    private int waiting;

    private boolean taken;

    private Broadcast() {}

    static <T> void run(ReceiveChannel<? extends T> in, List<? extends SendChannel<T>> outs)
            throws InterruptedException {
        try (var select = Select.open()) {
            var broadcast = new Broadcast<T>();
            for (SendChannel<T> out : outs) {
                broadcast.branches.add(new Branch<>(out, select));
            }
            for (T value = in.receive(); value != null; value = in.receive()) {
                if (!broadcast.send(select, value)) {
                    return;
                }
            }
        }
    }

    private boolean send(Select select, T value) throws InterruptedException {
        SendChannel<T> last = branches.getLast().out;
        taken = false;
        branches.removeIf(branch -> !offer(select, branch, value));
        try {
            while (waiting > 0) {
                sendToOne(select);
            }
        } catch (InterruptedException e) {
            throw taken ? e : Outlet.abandon(last, value, e);
        }
        if (branches.isEmpty() && !taken) {
            Outlet.drop(last, value);
        }
        return !branches.isEmpty();
    }

    /** Returns whether the branch's consumer is still there. */
    private boolean offer(Select select, Branch<T> branch, T value) {
        switch (branch.out.offer(value)) {
            case SENT -> taken = true;
            case FULL -> {
                branch.put.value(value);
                branch.waits = true;
                waiting++;
            }
            case CLOSED -> {
                select.remove(branch.put);
                return false;
            }
        }
        return true;
    }

    private void sendToOne(Select select) throws InterruptedException {
        try {
            Select.Case ready = select.await();
            taken = true;
            for (Branch<T> branch : branches) {
                if (branch.put == ready) {
                    waitsNoMore(branch);
                }
            }
        } catch (ChannelClosedException _) {
            branches.removeIf(branch -> hasLeft(select, branch));
        }
    }

    private boolean hasLeft(Select select, Branch<T> branch) {
        if (!branch.out.isClosed()) {
            return false;
        }
        waitsNoMore(branch);
        select.remove(branch.put);
        return true;
    }

    private void waitsNoMore(Branch<T> branch) {
        if (branch.waits) {
            branch.waits = false;
            waiting--;
        }
    }
}
