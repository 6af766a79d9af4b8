package dev.sluice.stress.explore;

import dev.sluice.Scope;
import dev.sluice.function.CheckedFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A kind of object with its operations.
 *
 * @param <T> the object
 */
final class Subject<T> {
    private final String name;
    private final CheckedFunction<Scope, T, Exception> maker;
    private final List<Operation<T>> operations = new ArrayList<>();
    private Function<T, String> state = _ -> "";

    /**
     * An operation.
     *
     * @param name what it does
     * @param call does it; what it returns is part of the outcome
     */
    record Operation<T>(String name, CheckedFunction<T, ?, Exception> call) {}

    private Subject(String name, CheckedFunction<Scope, T, Exception> maker) {
        this.name = name;
        this.maker = maker;
    }

    /**
     * Begins a subject.
     *
     * @param maker makes a new object; what it starts belongs to the scope, which is cancelled at the end
     */
    static <T> Subject<T> of(String name, CheckedFunction<Scope, T, Exception> maker) {
        return new Subject<>(name, maker);
    }

    Subject<T> with(String operation, CheckedFunction<T, ?, Exception> call) {
        operations.add(new Operation<>(operation, call));
        return this;
    }

    /** Adds an operation without a result. */
    Subject<T> does(String operation, Effect<T> call) {
        return with(operation, object -> {
            call.apply(object);
            return "ok";
        });
    }

    /** An operation without a result. */
    interface Effect<T> {
        void apply(T object) throws Exception;
    }

    /** What can be seen of the object at the end, beside the operations' results. */
    Subject<T> seen(Function<T, String> state) {
        this.state = state;
        return this;
    }

    String name() {
        return name;
    }

    List<Operation<T>> operations() {
        return operations;
    }

    T make(Scope scope) throws Exception {
        return maker.apply(scope);
    }

    String state(T object) {
        return state.apply(object);
    }

    /** Returns each choice of this number of operations, one for each goroutine; an operation may be chosen again. */
    List<Scenario<T>> scenarios(int goroutines) {
        var all = new ArrayList<Scenario<T>>();
        choose(List.of(), goroutines, 0, all);
        return all;
    }

    private void choose(List<Operation<T>> chosen, int more, int from, List<Scenario<T>> all) {
        if (more == 0) {
            all.add(new Scenario<>(this, chosen));
            return;
        }
        for (int i = from; i < operations.size(); i++) {
            var next = new ArrayList<>(chosen);
            next.add(operations.get(i));
            choose(next, more - 1, i, all);
        }
    }
}
