package dev.sluice;

import org.jspecify.annotations.Nullable;

// Floor: scopes
/** The code in a {@link Context#run} or {@link Context#call}, on the thread that runs it. */
final class ContextRegion extends Region {
    private final Strand strand;
    private final Region around;
    private final Context context;
    private final Listener listener;

    private ContextRegion(Strand strand, Context context) {
        this.strand = strand;
        this.around = strand.innermost();
        this.context = context;
        this.listener = Listener.ofRegion(this);
    }

    /** Makes a region of the current thread, which is not yet in it. */
    static ContextRegion of(Context context) {
        return new ContextRegion(Strand.ofThisThread(), context);
    }

    /** Makes the current thread enter it. */
    void enter() {
        Stack.touch(); // for leaving, too
        strand.enter(this);
        context.listenOrTell(listener);
    }

    /** Makes the current thread leave it again. */
    void leave(boolean hasSeenInterrupt) {
        try {
            context.unlisten(listener);
        } finally {
            strand.leave(this, hasSeenInterrupt);
        }
    }

    @Override
    Context context() {
        return context;
    }

    @Override
    Strand strand() {
        return strand;
    }

    @Override
    @Nullable
    Region around() {
        return around;
    }

    @Override
    String whose() {
        return "the context";
    }
}
