package dev.sluice.chat.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What time it is, and what was used until then.
 *
 * @param ownCpuNanos processor time of this process
 * @param server what the server has used, or null if that isn't known
 */
record Figures(long nanoTime, long ownCpuNanos, @Nullable ProcessFigures server) {
    static Figures now(@Nullable ProcessFigures server) {
        long cpu = ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
        return new Figures(System.nanoTime(), cpu, server);
    }
}
