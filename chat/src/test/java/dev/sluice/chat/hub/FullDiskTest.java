package dev.sluice.chat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.chat.auth.FirstCome;
import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.store.Draft;
import dev.sluice.chat.store.Outcome;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreOptions;
import dev.sluice.testkit.Eventually;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class FullDiskTest {
    private final AtomicBoolean full = new AtomicBoolean();
    private final Hub.Outcomes outcomes = new Hub.Outcomes();

    /** Returns a store that takes messages and then says of each that the disk is full, while it is. */
    private Store store() {
        Store store = Store.inMemory(StoreOptions.DEFAULT, outcomes);
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, method, arguments) -> {
                    if (method.getName().equals("append") && full.get()) {
                        var draft = (Draft) arguments[0];
                        outcomes.accept(List.of(new Outcome.Failed(draft, Outcome.Reason.FULL, "the disk is full")));
                        return true;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void while_the_disk_is_full_senders_are_told_and_nobody_hears_and_then_it_goes_on() throws InterruptedException {
        Store store = store();
        var counts = new Counts();
        var limits = new Limits(new Limits.Rates(0, 0, 0, 3));
        var hub = new Hub(
                new Hub.Parts(store, new FirstCome(store), limits, Set.of(), InstantSource.system(), counts), outcomes);
        try (var scope = Scope.open()) {
            Task<?> running = scope.go(hub::run);
            var jane = new Listener(hub, new Listener.Direct()).hello("jane").join("lobby");
            jane.say("lobby", "before", "1");
            Eventually.becomes(() -> jane.contents().equals(List.of("before")));

            full.set(true);
            jane.say("lobby", "lost?", "2");

            Eventually.becomes(() -> jane.all(ServerMessage.Refused.class).stream()
                    .anyMatch(refusal -> refusal.code() == ErrorCode.NOT_STORED
                            && "2".equals(refusal.id())
                            && refusal.text().equals("the disk is full")
                            && refusal.retryMillis() > 0));
            assertThat(counts.notStored.sum()).isEqualTo(1);
            full.set(false);
            jane.say("lobby", "lost?", "2");
            Eventually.becomes(() -> jane.contents().equals(List.of("before", "lost?")));
            assertThat(jane.all(ServerMessage.Message.class).getLast().offset()).isEqualTo(2);
            hub.stop();
            running.await();
        }
    }
}
