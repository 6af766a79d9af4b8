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
 * <p>A branch whose consumer has left is left out; the last one to be left ends the loop. A value that no branch has taken by
 * then goes to the hook of that one.
 */
final class Broadcast<T> {
    /*
     * A value is first offered to each branch in turn, which takes those that needn't wait, and then sent by a select to the
     * others, whichever is ready. A send case takes part in a wait only while it has a value, and gives it up by happening; so
     * no case has to be disabled. DROP_NEWEST answers FULL to an offer and drops in the select.
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
        offer(select, value);
        try {
            while (branches.stream().anyMatch(branch -> branch.waits)) {
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

    private void offer(Select select, T value) {
        for (Branch<T> branch : List.copyOf(branches)) {
            switch (branch.out.offer(value)) {
                case SENT -> taken = true;
                case FULL -> {
                    branch.put.value(value);
                    branch.waits = true;
                }
                case CLOSED -> remove(select, branch);
            }
        }
    }

    private void sendToOne(Select select) throws InterruptedException {
        try {
            Select.Case ready = select.await();
            taken = true;
            for (Branch<T> branch : branches) {
                branch.waits &= branch.put != ready;
            }
        } catch (ChannelClosedException _) {
            for (Branch<T> branch : List.copyOf(branches)) {
                if (branch.out.isClosed()) {
                    remove(select, branch);
                }
            }
        }
    }

    private void remove(Select select, Branch<T> branch) {
        select.remove(branch.put);
        branches.remove(branch);
    }
}
