package dev.sluice.examples;

import static dev.sluice.flow.Channels.orDone;
import static dev.sluice.flow.Channels.repeat;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;

/** A loop over a channel of other code, which doesn't end by itself, until a signal ends the loop. */
final class OrDone {
    private OrDone() {}

    public static void main(String... args) throws InterruptedException {
        Channel<Void> alarmOff = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<String> sensor = repeat(scope, "smoke", "still smoke", "clear air");

            for (String reading : orDone(scope, alarmOff, sensor)) {
                IO.println(reading);
                if (reading.equals("clear air")) {
                    alarmOff.close(); // from any thread
                }
            }
            scope.join(); // returns: the sensor has no end, but has noticed that its receiver has left
        }
        IO.println("the alarm is off, and the sensor has stopped");
    }
}
