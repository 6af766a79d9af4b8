package dev.sluice;

import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

// Floor: channels
/** What is upstream of a channel: the inputs of a stage that sends to it, which are left when it has ended. */
final class Upstream {
    private final Supplier<? extends List<?>> inputs;

    /** What else is upstream of the same channel. Written once, under its lock. */
    @Nullable
    Upstream other;

    /**
     * @param inputs returns what to cancel, without a lock
     */
    Upstream(Supplier<? extends List<?>> inputs) {
        this.inputs = inputs;
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
                        thrown = Thrown.join(thrown, e);
                    }
                }
            }
        }
        return thrown;
    }

    /** Cancels a channel, unless it has ended and is empty. */
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
