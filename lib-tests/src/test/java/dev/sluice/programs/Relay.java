package dev.sluice.programs;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Sluice;
import dev.sluice.inspect.SluiceMXBean;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import javax.management.ObjectName;

/**
 * A program for tests of whole processes: hands a thousand numbers from one goroutine to another. With the argument
 * {@code mbean} it registers the MBean first, with {@code signals} it has signals cancel contexts, and with {@code wait} it ends when its standard input does, with a
 * goroutine parked at the channel {@code jobs} until then. With {@code until-mbean} it waits until the MBean is
 * registered by the first scope; with {@code until-warning}, until something is said on standard error after the first scope is opened.
 */
public final class Relay {
    private static final int NUMBERS = 1_000;

    private Relay() {}

    public static void main(String[] arguments) throws Exception {
        for (String each : arguments) {
            switch (each) {
                case "mbean" -> register();
                case "signals" -> handleSignals();
                case "until-mbean" -> waitForMBean();
                case "until-warning" -> waitForWarning();
                case "wait" -> waitForEnd();
                default -> throw new IllegalArgumentException(each);
            }
        }
        relay();
        System.out.println("relayed " + NUMBERS);
    }

    private static void relay() throws InterruptedException {
        Channel<Integer> numbers = Channel.named("numbers").unbuffered();
        for (int i = 0; i < 2; i++) { // the first one may be over before the recorder's classes are loaded
            numbers.receive(Duration.ofMillis(20)); // nobody sends; long enough to be recorded
        }
        try (var scope = Scope.open().named("relay")) {
            scope.go("sender", () -> {
                for (int i = 0; i < NUMBERS; i++) {
                    numbers.send(i);
                    if (i % 100 == 0) {
                        LockSupport.parkNanos(1_000_000); // lets the receiver park
                    }
                }
                numbers.close();
            });
            scope.go("receiver", () -> numbers.forEach(_ -> {}));
            scope.join();
        }
    }

    private static void register() {
        try {
            Sluice.registerMBean();
            System.out.println("registered");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void handleSignals() {
        for (int i = 0; i < 2; i++) { // the first attempt initializes the class that is missing something
            try (var context = Context.onSignal("TERM")) {
                System.out.println("handled: " + context);
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
        try (var context = Context.onStop(Duration.ofSeconds(1), () -> {})) {
            System.out.println("until a stop: " + context);
        }
    }

    /** In a class of its own, for JVMs without JMX. */
    private static final class Beans {
        static boolean isThere() throws Exception {
            return ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName(SluiceMXBean.NAME));
        }
    }

    private static void waitForMBean() throws Exception {
        if (Beans.isThere()) {
            throw new AssertionError("there is no scope yet");
        }
        try (var _ = Scope.open()) {
            while (!Beans.isThere()) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        System.out.println("registered by itself");
    }

    private static void waitForWarning() throws Exception {
        var told = new CountDownLatch(1);
        PrintStream err = System.err;
        System.setErr(new PrintStream(
                new FilterOutputStream(err) {
                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        out.write(bytes, from, length);
                        told.countDown();
                    }
                },
                true));
        try (var _ = Scope.open()) {
            told.await();
        }
    }

    private static void waitForEnd() throws Exception {
        Channel<Integer> jobs = Channel.named("jobs").buffered(8);
        try (var scope = Scope.open().named("shop")) {
            for (int i = 0; i < 3; i++) {
                scope.go("worker", () -> jobs.receive());
            }
            System.out.println("waiting");
            System.in.read();
            jobs.close();
            scope.join();
        }
    }
}
