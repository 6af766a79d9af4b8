package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Carrier;
import dev.sluice.Scope;
import io.micrometer.context.ContextRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ContextCarrierTest {
    private static final String KEY = "dev.sluice.observe.user";
    private static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();

    private final ContextRegistry registry = new ContextRegistry();

    @BeforeEach
    void register() {
        registry.registerThreadLocalAccessor(KEY, USER);
    }

    @AfterEach
    void clear() {
        USER.remove();
    }

    @Test
    void goroutines_see_the_values_of_the_code_that_has_started_them() throws InterruptedException {
        USER.set("ann");
        try (var scope = Scope.open().carrying(ContextCarrier.carrier(registry))) {
            var ann = scope.go(() -> USER.get());
            USER.set("bob");
            var bob = scope.go(() -> USER.get());

            assertThat(ann.await()).isEqualTo("ann");
            assertThat(bob.await()).isEqualTo("bob");
        }
    }

    @Test
    void values_come_along_into_scopes_inside() throws InterruptedException {
        USER.set("ann");
        var seen = new AtomicReference<@Nullable String>();
        try (var scope = Scope.open().carrying(ContextCarrier.carrier(registry))) {
            scope.go(() -> {
                try (var inner = Scope.open()) {
                    inner.go(() -> seen.set(USER.get()));
                    inner.join();
                }
            });
            scope.join();
        }

        assertThat(seen).hasValue("ann");
    }

    @Test
    void what_a_goroutine_sets_stays_in_it() throws InterruptedException {
        USER.set("ann");
        try (var scope = Scope.open().carrying(ContextCarrier.carrier(registry))) {
            scope.go(() -> USER.set("eve"));
            scope.join();
            var later = scope.go(() -> USER.get());

            assertThat(later.await()).isEqualTo("ann");
        }
        assertThat(USER.get()).isEqualTo("ann");
    }

    @Test
    void a_carrier_of_the_global_registry_serves_all_goroutines_while_it_is_installed() throws InterruptedException {
        ContextRegistry global = ContextRegistry.getInstance();
        Carrier carrier = ContextCarrier.carrier();
        global.registerThreadLocalAccessor(KEY, USER); // later than the carrier was made
        USER.set("ann");
        try (var scope = Scope.open()) {
            try (var _ = Carrier.install(carrier)) {
                assertThat(scope.go(() -> USER.get()).await()).isEqualTo("ann");
            }
            assertThat(scope.go(() -> USER.get()).await()).isNull();
        } finally {
            global.removeThreadLocalAccessor(KEY);
        }
    }

    @Test
    void an_accessor_that_cannot_read_lets_nothing_start() {
        registry.registerThreadLocalAccessor(
                "broken",
                () -> {
                    throw new IllegalStateException("no value");
                },
                _ -> {},
                () -> {});
        try (var scope = Scope.open().carrying(ContextCarrier.carrier(registry))) {
            assertThatThrownBy(() -> scope.go(() -> USER.get()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no value");
        }
    }
}
