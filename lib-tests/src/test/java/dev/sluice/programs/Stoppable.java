package dev.sluice.programs;

import dev.sluice.Context;
import java.time.Duration;

/** Ends when it is asked to, or doesn't. */
public final class Stoppable {
    private Stoppable() {}

    /** Runs with {@code orderly}, {@code stubborn} or {@code patient} as its argument. */
    public static void main(String[] arguments) throws InterruptedException {
        boolean stubborn = arguments[0].equals("stubborn");
        Duration patience = stubborn ? Duration.ofMillis(100) : Duration.ofHours(1);
        int status;
        try (var stop = Context.onStop(patience, () -> System.out.println("too late"))) {
            System.out.println("ready");
            stop.done().receive();
            var signal = (Context.SignalException) stop.cause();
            status = signal.status();
            if (arguments[0].equals("orderly")) {
                System.out.println("stopped by SIG" + signal.signal());
            } else {
                if (!stubborn) {
                    System.out.println("goes on for an hour");
                }
                Thread.sleep(Duration.ofHours(1));
            }
        }
        System.exit(status);
    }
}
