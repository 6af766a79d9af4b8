package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals of the operating system that cancel contexts. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class SignalTest {
    @Test
    void a_signal_cancels_a_context_and_its_old_handler_is_restored() throws Exception {
        var former = new CountDownLatch(1);
        Object before = handle("WINCH", former::countDown); // a signal that does no harm
        try {
            try (var context = Context.onSignal("WINCH")) {
                raise("WINCH");
                Eventually.becomes(context::isCancelled, () -> "the signal has cancelled it");
                assertThat(context.cause()).isInstanceOfSatisfying(Context.SignalException.class, signal -> {
                    assertThat(signal.signal()).isEqualTo("WINCH");
                    assertThat(signal.number()).isPositive();
                });
                assertThat(former.getCount()).isEqualTo(1);
            }
            try (var context = Context.onSignal("WINCH")) {
                assertThat(context.isCancelled()).isFalse();
            }
            raise("WINCH");
            former.await();
        } finally {
            restore("WINCH", before);
        }
        assertThatThrownBy(() -> Context.onSignal("NOSUCH"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was NOSUCH");
    }

    @Test
    void a_signal_has_its_old_handler_back_as_soon_as_its_context_is_cancelled() throws Exception {
        for (int i = 0; i < 200; i++) {
            var former = new CountDownLatch(1);
            Object before = handle("WINCH", former::countDown);
            try {
                try (var context = Context.onSignal("WINCH")) {
                    raise("WINCH");
                    while (!context.isCancelled()) {
                        Thread.onSpinWait();
                    }
                    try (var next = Context.onSignal("WINCH")) {
                        assertThat(next.isCancelled()).isFalse();
                    }
                }
                raise("WINCH");
                former.await();
            } finally {
                restore("WINCH", before);
            }
        }
    }

    @Test
    @SuppressWarnings("try") // closing in another order is what this is about
    void contexts_of_one_signal_may_be_closed_in_any_order() throws Exception {
        var former = new CountDownLatch(1);
        Object before = handle("WINCH", former::countDown);
        try (var first = Context.onSignal("WINCH");
                var second = Context.onSignal("WINCH");
                var third = Context.onSignal("WINCH")) {
            first.cancel();
            raise("WINCH");
            Eventually.becomes(third::isCancelled, () -> "the signal has cancelled the one that was opened last");
            assertThat(second.isCancelled()).isFalse();
            raise("WINCH");
            Eventually.becomes(second::isCancelled, () -> "the next signal has cancelled the one before");
            assertThat(former.getCount()).isEqualTo(1);
            raise("WINCH");
            former.await();
        } finally {
            restore("WINCH", before);
        }
    }

    @Test
    void no_signal_is_lost_that_comes_while_its_context_is_closed() throws Exception {
        for (int i = 0; i < 200; i++) {
            var former = new CountDownLatch(1);
            Object before = handle("WINCH", former::countDown);
            try {
                var context = Context.onSignal("WINCH");
                var closing = Thread.startVirtualThread(context::close);
                raise("WINCH");
                closing.join();
                Eventually.becomes(
                        () -> former.getCount() == 0 || context.cause() instanceof Context.SignalException,
                        () -> "either the context or the former handler had the signal");
            } finally {
                restore("WINCH", before);
            }
        }
    }

    // The JDK's interface for signals, which javac warns of

    private static Object handle(String name, Runnable reaction) throws ReflectiveOperationException {
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        return restore(
                name,
                java.lang.reflect.Proxy.newProxyInstance(
                        handler.getClassLoader(),
                        new Class<?>[] {handler},
                        (proxy, method, arguments) -> switch (method.getName()) {
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "toString" -> "the former handler";
                            default -> {
                                reaction.run();
                                yield null;
                            }
                        }));
    }

    private static Object restore(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        return signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal(name), handler);
    }

    private static void raise(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("raise", signal).invoke(null, signal(name));
    }

    private static Object signal(String name) throws ReflectiveOperationException {
        return Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
    }
}
