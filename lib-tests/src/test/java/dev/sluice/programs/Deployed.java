package dev.sluice.programs;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Sluice;
import dev.sluice.Ticker;
import dev.sluice.inspect.SluiceMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import jdk.jfr.Recording;

/** Something that uses the library, in one of several ways, and ends: what an application server would deploy. */
public final class Deployed implements Runnable {
    private final String way;

    public Deployed(String way) {
        this.way = way;
    }

    @Override
    public void run() {
        try {
            switch (way) {
                case "scope" -> scope(Scope.open());
                case "leaks" -> {
                    scope(Scope.open().detectLeaks());
                    Sluice.leaks();
                }
                case "deadlocks" -> scope(Scope.open().detectDeadlock());
                case "timers" -> scope(Scope.open().deadline(Duration.ofHours(1)));
                case "helpers" -> cancelWithActions();
                case "named channels" -> {
                    Channel<Integer> named = Channel.named("numbers").buffered(1);
                    named.send(1);
                    Sluice.dump();
                    named.receive();
                }
                case "select" -> select();
                case "an mbean" -> register();
                case "a recording" -> record();
                default -> throw new IllegalArgumentException(way);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void scope(Scope opened) throws InterruptedException {
        Channel<Integer> numbers = Channel.unbuffered();
        try (var scope = opened) {
            scope.go(() -> numbers.send(1));
            scope.go(() -> numbers.receive());
            scope.join();
        }
    }

    private static void register() throws InterruptedException {
        Sluice.registerMBean();
        scope(Scope.open());
        ask();
        Sluice.unregisterMBean();
    }

    /** Asks the MBean for all it tells, as a console does. */
    private static void ask() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            var name = new ObjectName(SluiceMXBean.NAME);
            for (var attribute : server.getMBeanInfo(name).getAttributes()) {
                server.getAttribute(name, attribute.getName());
            }
            server.invoke(name, "dump", new Object[] {1}, new String[] {"int"});
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    private static void record() throws InterruptedException {
        try (var recording = new Recording()) {
            recording.enable("dev.sluice.ChannelFlow").with("period", "endChunk");
            recording.start();
            scope(Scope.open());
            Channel.named("recorded").buffered(1).send(1);
            recording.stop();
        }
    }

    private static void cancelWithActions() throws InterruptedException {
        Channel<Integer> called = Channel.buffered(1);
        try (var context = Context.background().withCancel()) {
            context.onCancel(() -> called.offer(1));
            context.cancel();
            called.receive();
        }
    }

    private static void select() throws InterruptedException {
        try (var select = Select.open();
                var ticker = Ticker.every(Duration.ofMillis(1))) {
            select.receive(ticker);
            select.timeout(Duration.ofSeconds(10));
            select.await();
        }
    }
}
