package dev.sluice.programs;

import dev.sluice.Context;
import dev.sluice.StopSignal;
import java.time.Duration;

/** Ends when it is asked to, or doesn't. */
public final class Stoppable {
    private Stoppable() {}

    /** Runs with {@code orderly}, {@code stubborn} or {@code patient} as its argument. */
    public static void main(String[] arguments) throws InterruptedException {
        boolean stubborn = arguments[0].equals("stubborn");
        Duration patience = stubborn ? Duration.ofMillis(100) : Duration.ofHours(1);
        int status;
        try (var stop = StopSignal.within(patience, () -> System.out.println("too late"))) {
            System.out.println("ready");
            stop.context().done().receive();
            if (arguments[0].equals("orderly")) {
                var signal = (Context.SignalException) stop.context().cause();
                System.out.println("stopped by SIG" + signal.signal());
            } else {
                if (!stubborn) {
                    System.out.println("goes on for an hour");
                }
                Thread.sleep(Duration.ofHours(1));
            }
            status = stop.status(0);
        }
        System.exit(status);
    }
}
