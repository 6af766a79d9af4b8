package dev.sluice.internal;

import dev.sluice.inspect.PolicyState;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The policies, pools and topics that a program uses, for code that shows what it does. They are referred to weakly, and nothing is
 * counted for this: a look reads what is there.
 */
public final class Policies {
    private static final class Entry<P> extends WeakReference<P> {
        private final Function<? super P, ? extends @Nullable PolicyState> look;

        Entry(P policy, Function<? super P, ? extends @Nullable PolicyState> look) {
            super(policy);
            this.look = look;
        }

        @Nullable
        PolicyState look() {
            P policy = get();
            return policy == null ? null : look.apply(policy);
        }
    }

    private static final WeakList<Entry<?>> ALL = new WeakList<>();

    private Policies() {}

    /**
     * Begins to show a policy, as long as it is used elsewhere.
     *
     * @param policy the policy
     * @param look returns its state, or null when it is over; called by any thread. It must not refer to the policy itself, which would
     *     keep it for ever
     * @param <P> its type
     */
    public static <P> void add(P policy, Function<? super P, ? extends @Nullable PolicyState> look) {
        ALL.add(new Entry<>(policy, look));
    }

    /**
     * Returns the states of all that are in use now.
     *
     * @return the states, in the order in which the policies were made
     */
    public static List<PolicyState> now() {
        return ALL.copy().stream().map(Entry::look).filter(Objects::nonNull).toList();
    }
}
