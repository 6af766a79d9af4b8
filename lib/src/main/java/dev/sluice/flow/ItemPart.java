package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.function.CheckedFunction;
import java.util.ArrayList;
import java.util.List;

/**
 * A stage that does its items one by one, with any number of workers.
 *
 * @param before what stands before it
 * @param label what it is called
 * @param workers the goroutines that do it
 * @param slotCapacity how many results of one item may wait for their turn where the order is kept
 * @param function what is done with an item
 * @param policies what stands around that, from the inside to the outside
 * @param delivery what is passed on
 * @param rescues what becomes of items that fail, by the type of the failure; others end the run
 */
record ItemPart<S, M, T>(
        Part<S> before,
        Label label,
        Workers<? super S> workers,
        int slotCapacity,
        CheckedFunction<? super S, ? extends M, ?> function,
        List<Attempt.Policy> policies,
        Delivery<S, M, T> delivery,
        List<Rescue<T>> rescues)
        implements Rescue.Able<T> {
    @Override
    public Part<T> labelled(Label other) {
        return new ItemPart<>(before, other, workers, slotCapacity, function, policies, delivery, rescues);
    }

    Part<T> with(Attempt.Policy policy) {
        if (!rescues.isEmpty()) {
            throw new IllegalStateException("stage " + label.name()
                    + " has a handler of failures, which comes last: nothing reaches a policy after it");
        }
        List<Attempt.Policy> more = new ArrayList<>(policies);
        more.add(policy);
        return new ItemPart<>(before, label, workers, slotCapacity, function, List.copyOf(more), delivery, rescues);
    }

    /** Returns a description like this whose items are done elsewhere. */
    Part<T> at(Remote place, String stage) {
        return new ItemPart<>(
                before, label, workers, slotCapacity, place.<S, M>stage(stage), policies, delivery, rescues);
    }

    @Override
    public Part<T> with(Rescue<T> rescue) {
        return new ItemPart<>(
                before,
                label,
                workers,
                slotCapacity,
                function,
                policies,
                delivery,
                Rescue.append(rescues, rescue, label.name()));
    }

    @Override
    public Link<T> wire(Launch launch) {
        Link<S> input = before.wire(launch);
        String name = launch.unique(label.name());
        Channel<Item<T>> out = launch.queue(label, name);
        Station station = new Station(name, List.of(input));
        station.output(out);
        Attempt<S, M> attempt = attempt(launch);
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

    private Attempt<S, M> attempt(Launch launch) {
        Attempt<S, M> attempt = function::apply;
        if (workers.platform()) {
            attempt = Offload.around(launch, workers.abandonment(), label.name(), attempt);
        }
        for (Attempt.Policy policy : policies) {
            Attempt<S, M> inner = attempt;
            attempt = value -> policy.<M>call(Exception.class, () -> inner.apply(value));
        }
        return attempt;
    }

    /** Does one item; returns false if no more are wanted. */
    private boolean process(Worker worker, Item<S> item, Delivery.Exit<T> exit, Attempt<S, M> attempt, String name)
            throws Exception {
        try {
            return delivery.deliver(item, attempt.apply(item.value()), exit);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (Context.current().isCancelled()) {
                throw e; // it has failed because of that, as far as can be told
            }
            worker.tally.failed();
            Rescue<T> rescue = Rescue.of(rescues, e);
            if (rescue == null) {
                throw AtItem.note(e, name, item.place(), item.value());
            }
            T instead = rescue.handler().apply(new FailedItem(name, item.place(), item.value(), e));
            return instead == null || exit.pass(item.with(instead));
        } catch (Error e) {
            worker.tally.failed();
            throw AtItem.note(e, name, item.place(), item.value());
        }
    }
}
