package dev.sluice.chat.hub;

import dev.sluice.Channel;
import dev.sluice.Offer;
import dev.sluice.chat.store.Draft;
import dev.sluice.chat.store.Outcome;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/** A store in memory that commits later, in a goroutine of its own, as one on a disk does. */
final class LateStore {
    private final Channel<Draft> drafts = Channel.buffered(1000);
    private final Store store;

    LateStore(Consumer<List<Outcome>> outcomes) {
        this(StoreOptions.DEFAULT, outcomes);
    }

    LateStore(StoreOptions options, Consumer<List<Outcome>> outcomes) {
        store = Store.inMemory(options, outcomes);
    }

    /** Commits until it is closed. */
    void run() {
        for (Draft draft : drafts) {
            store.append(draft);
        }
    }

    void close() {
        drafts.close();
    }

    Store store() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        return drafts.offer((Draft) arguments[0]) == Offer.SENT;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
