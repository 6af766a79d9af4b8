package dev.sluice;

import java.lang.reflect.Field;

/** Looks into contexts: who listens to them. */
final class Listening {
    private Listening() {}

    /** How many listen to a context: contexts below it, scopes, tasks and actions. */
    static int to(Context context) {
        try {
            Object list = field(ContextNode.class, "listeners").get(context);
            synchronized (list) {
                int count = 0;
                for (Object each = field(Listeners.class, "first").get(list);
                        each != null;
                        each = ((Listener) each).next) {
                    count++;
                }
                return count;
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
