package dev.sluice.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A select as reports describe it; it stands for the select where a thread waits. */
public interface Cases {
    /** The cases that take part in the current wait. To be asked by the thread that selects, or while it waits. */
    List<Case> cases();

    /**
     * One of several things, the first of which is waited for.
     *
     * @param what what the case does, like "receive"
     * @param site what it does that to, or null where "what" says all
     */
    record Case(String what, @Nullable Object site) {}
}
