package dev.sluice.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.Objects;

/**
 * Makes actions that a list of the JVM may keep for ever, and that keep nothing of the library, its class loader included.
 */
public final class WeakAction {
    private WeakAction() {}

    /**
     * Returns an action that runs another one as long as that is reachable from elsewhere, and does nothing afterwards.
     *
     * @param action the other action
     * @return an action whose class is the JDK's
     */
    public static Runnable of(Runnable action) {
        // A lambda or a class of the library would hold its loader, so it is put together from what the JDK has.
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle get = lookup.findVirtual(Reference.class, "get", MethodType.methodType(Object.class))
                    .bindTo(new WeakReference<>(Objects.requireNonNull(action, "action")));
            MethodType taker = MethodType.methodType(void.class, Object.class);
            MethodHandle run = lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .asType(taker);
            MethodHandle isNull =
                    lookup.findStatic(Objects.class, "isNull", MethodType.methodType(boolean.class, Object.class));
            MethodHandle runIfThere = MethodHandles.guardWithTest(isNull, MethodHandles.empty(taker), run);
            return MethodHandleProxies.asInterfaceInstance(
                    Runnable.class, MethodHandles.collectArguments(runIfThere, 0, get));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the JDK lacks a public method", e);
        }
    }
}
