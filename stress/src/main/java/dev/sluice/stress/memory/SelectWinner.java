package dev.sluice.stress.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.sluice.Channel;
import dev.sluice.Select;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two selects that could serve each other in two ways do so in one of them: of each, exactly one case happens. */
@JCStressTest
@Outcome(id = "1, -1, 0", expect = ACCEPTABLE, desc = "the one has sent to the left, and the other received it")
@Outcome(id = "-2, 2, 0", expect = ACCEPTABLE, desc = "the other has sent to the right, and the one received it")
@Outcome(expect = FORBIDDEN, desc = "two cases of a select happened, or none, or a value is left")
@State
public class SelectWinner {
    private final Channel<Integer> left = Channel.unbuffered();
    private final Channel<Integer> right = Channel.unbuffered();

    /** Sends to the left, or receives from the right. */
    @Actor
    public void one(III_Result result) {
        result.r1 = exchange(left, 1, right);
    }

    /** Sends to the right, or receives from the left. */
    @Actor
    public void other(III_Result result) {
        result.r2 = exchange(right, 2, left);
    }

    /** Looks whether anybody still waits. */
    @Arbiter
    public void arbiter(III_Result result) {
        boolean isLeft =
                left.tryReceive().orNull() != null || right.tryReceive().orNull() != null;
        result.r3 = isLeft ? 1 : 0;
    }

    /** Returns the value if it was sent, or the negative of the one that was received. */
    private static int exchange(Channel<Integer> to, int value, Channel<Integer> from) {
        return Uninterrupted.call(() -> {
            try (var select = Select.open()) {
                var sent = select.send(to).value(value);
                var received = select.receive(from);
                if (select.await() == sent) {
                    return value;
                }
                Integer got = received.value();
                return got == null ? 0 : -got;
            }
        });
    }
}
