package dev.sluice.bench.resilience;

import java.util.function.Supplier;
import org.openjdk.jmh.annotations.CompilerControl;

/**
 * What is called through a policy. The compiler must neither see into it nor know what it answers: otherwise it may find that the
 * policy has nothing to do, and leave out the call.
 */
final class Called implements Supplier<Integer> {
    private Integer answer = 0;

    /** Says what it is to answer from now on. */
    void answer(Integer next) {
        answer = next;
    }

    /** Answers what it was last told to. */
    @Override
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public Integer get() {
        return answer;
    }
}
