package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.Context;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stage that does its items one by one, with any number of workers.
 *
 * @param before what stands before it
 * @param label what it is called
 * @param workers who does it
 * @param slotCapacity how many results of one item may wait for their turn where the order is kept
 * @param function what is done with an item
 * @param policies what stands around that, from the inside to the outside
 * @param delivery what is passed on
 * @param rescue what becomes of items that fail, or null if they end the run
 */
record ItemPart<S, M, T>(
        Part<S> before,
        Label label,
        Workers<? super S> workers,
        int slotCapacity,
        Transform<? super S, ? extends M> function,
        List<Attempt.Policy> policies,
        Delivery<S, M, T> delivery,
        @Nullable Rescue<T> rescue)
        implements Part<T> {
    /** What becomes of an item that has failed. */
    @FunctionalInterface
    interface Rescue<T> {
        /** Answers what to pass on instead, or null for nothing. */
        @Nullable
        T rescue(FailedItem failed) throws Exception;
    }

    @Override
    public Part<T> labelled(Label other) {
        return new ItemPart<>(before, other, workers, slotCapacity, function, policies, delivery, rescue);
    }

    Part<T> with(Attempt.Policy policy) {
        mustFailYet("a policy");
        List<Attempt.Policy> more = new ArrayList<>(policies);
        more.add(policy);
        return new ItemPart<>(before, label, workers, slotCapacity, function, List.copyOf(more), delivery, null);
    }

    Part<T> with(Rescue<T> other) {
        mustFailYet("another handler of failures");
        return new ItemPart<>(before, label, workers, slotCapacity, function, policies, delivery, other);
    }

    private void mustFailYet(String what) {
        if (rescue != null) {
            throw new IllegalStateException("stage " + label.name()
                    + " has a handler of failures, which comes last: nothing reaches " + what + " after it");
        }
    }

    @Override
    public Link<T> wire(Launch launch) {
        Link<S> input = before.wire(launch);
        String name = launch.unique(label.name());
        Channel<Item<T>> out = label.makeQueue(name);
        Station station = new Station(name, List.of(input));
        station.output(out);
        Attempt<S, M> attempt = attempt();
        if (workers.key() != null) {
            var keyed = new KeyedWork<S, T>(input.queue(), out, workers.key(), workers.window(), name);
            station.companion(keyed::sort);
            station.work(
                    workers, worker -> keyed.run(worker, (item, exit) -> process(worker, item, exit, attempt, name)));
        } else if (workers.isOrdered()) {
            var ordered = new OrderedWork<S, T>(input.queue(), out, workers.window(), slotCapacity);
            station.companion(ordered::emit);
            station.afterWorkers(ordered::end);
            station.work(
                    workers, worker -> ordered.run(worker, (item, exit) -> process(worker, item, exit, attempt, name)));
        } else {
            station.work(workers, worker -> {
                Delivery.Exit<T> exit = item -> worker.pass(out, item);
                for (Item<S> item = worker.next(input.queue()); item != null; item = worker.next(input.queue())) {
                    if (!process(worker, item, exit, attempt, name)) {
                        return;
                    }
                }
            });
        }
        launch.add(station);
        return new Link<>(out, station);
    }

    private Attempt<S, M> attempt() {
        Attempt<S, M> attempt = function::apply;
        if (workers.platform()) {
            attempt = Offload.around(attempt);
        }
        for (Attempt.Policy policy : policies) {
            Attempt<S, M> inner = attempt;
            attempt = value -> policy.<M>call(Exception.class, () -> inner.apply(value));
        }
        return attempt;
    }

    /** Does one item; answers false if nobody wants more. */
    private boolean process(Worker worker, Item<S> item, Delivery.Exit<T> exit, Attempt<S, M> attempt, String name)
            throws Exception {
        try {
            return delivery.deliver(item, attempt.apply(item.value()), exit);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (Context.current().isCancelled()) {
                throw e; // it has failed because of that, as far as anybody can tell
            }
            worker.tally.failed();
            if (rescue == null) {
                throw AtItem.note(e, name, item.place(), item.value());
            }
            T instead = rescue.rescue(new FailedItem(name, item.place(), item.value(), e));
            return instead == null || exit.pass(item.with(instead));
        } catch (Error e) {
            worker.tally.failed();
            throw AtItem.note(e, name, item.place(), item.value());
        }
    }
}
