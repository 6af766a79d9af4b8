package dev.sluice.flow;

import dev.sluice.ChannelClosedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import dev.sluice.function.CheckedPredicate;
import java.util.ArrayList;
import java.util.List;

/** Stages that send each value to one of several branches. */
final class Split {
    private Split() {}

    /** Sends each value to whichever branch is ready for it first; ends when all have been left. */
    static <T> void run(ReceiveChannel<? extends T> in, List<? extends SendChannel<T>> outs)
            throws InterruptedException {
        try (var select = Select.open()) {
            List<Select.Send<T>> puts = new ArrayList<>();
            outs.forEach(out -> puts.add(select.send(out)));
            List<SendChannel<T>> branches = new ArrayList<>(outs);
            for (T value = in.receive(); value != null; value = in.receive()) {
                if (!send(value, select, branches, puts)) {
                    return;
                }
            }
        }
    }

    private static <T> boolean send(T value, Select select, List<SendChannel<T>> branches, List<Select.Send<T>> puts)
            throws InterruptedException {
        SendChannel<T> last = branches.getLast();
        while (!branches.isEmpty()) {
            puts.forEach(put -> put.value(value));
            try {
                select.await();
                return true;
            } catch (ChannelClosedException _) {
                for (int i = branches.size() - 1; i >= 0; i--) {
                    if (branches.get(i).isClosed()) {
                        last = branches.remove(i);
                        select.remove(puts.remove(i));
                    }
                }
            } catch (InterruptedException e) {
                throw Outlet.abandon(last, value, e);
            }
        }
        Outlet.drop(last, value);
        return false;
    }

    /**
     * Sends each value to one of two branches, as a condition says. A value for a branch that was left goes to its hook; ends
     * when both have been left.
     */
    static <T> void partition(
            ReceiveChannel<? extends T> in,
            SendChannel<T> matching,
            SendChannel<T> others,
            CheckedPredicate<? super T, ?> condition)
            throws Exception {
        for (T value = in.receive(); value != null; value = in.receive()) {
            boolean sent = Outlet.send(condition.test(value) ? matching : others, value);
            if (!sent && matching.isClosed() && others.isClosed()) {
                return;
            }
        }
    }
}
