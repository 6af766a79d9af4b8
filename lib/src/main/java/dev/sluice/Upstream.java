package dev.sluice;

import dev.sluice.runtime.World;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is upstream of a channel: the inputs of a stage that sends to it, which are left when it has ended. */
final class Upstream {
    private final Supplier<? extends List<?>> inputs;
    private final @Nullable Upstream other;

    /**
     * @param inputs answers what to cancel, without a lock
     * @param other what else is upstream of the same channel
     */
    Upstream(Supplier<? extends List<?>> inputs, @Nullable Upstream other) {
        this.inputs = inputs;
        this.other = other;
    }

    /**
     * Cancels the inputs, and those of the stages that send to them, and so on up to the sources: in a loop, since a chain of
     * stages may be longer than a stack is deep. All are cancelled, whatever hooks throw.
     *
     * @param before what has been thrown already, or null
     * @return that, and what hooks have thrown
     */
    @Nullable
    Throwable leave(@Nullable Throwable before) {
        Throwable thrown = before;
        Deque<Upstream> left = new ArrayDeque<>();
        left.add(this);
        for (Upstream next; (next = left.poll()) != null; ) {
            for (Upstream each = next; each != null; each = each.other) {
                for (Object input : each.inputs.get()) {
                    try {
                        leave((ReceiveChannel<?>) input, left);
                    } catch (Throwable e) { // checked ones too, which other languages throw at will
                        thrown = Failures.join(thrown, e);
                    }
                }
            }
        }
        return thrown;
    }

    /** Cancels a channel, unless it has ended: that would take from others the error that it was closed with. */
    private static void leave(ReceiveChannel<?> input, Deque<Upstream> left) {
        if (input.isClosed() && input.length() == 0) {
            return;
        }
        if (input instanceof Channel<?> channel) {
            World.step("cancel", channel);
            channel.cancelInto(left);
        } else {
            input.cancel();
        }
    }
}
