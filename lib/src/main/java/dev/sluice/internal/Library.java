package dev.sluice.internal;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What belongs to the library, where there is only a name to go by, as in a stack trace. */
public final class Library {
    private static final String PACKAGES = "dev.sluice.";

    /** By the names of outermost types that begin like the library's. */
    private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

    private Library() {}

    /**
     * Returns whether a class is one of the library's: it has been loaded from where this one was. Others may be in packages of a
     * like name, or of the same one, as the library's tests are.
     *
     * @param className the name of a class; may be nested, or a lambda's
     * @return whether it is the library's
     */
    public static boolean declares(String className) {
        if (!className.startsWith(PACKAGES)) {
            return false;
        }
        int nested = className.indexOf('$');
        String outermost = nested < 0 ? className : className.substring(0, nested);
        Boolean known = KNOWN.get(outermost);
        if (known == null) {
            known = isLoadedFromHere(outermost);
            KNOWN.put(outermost, known);
        }
        return known;
    }

    private static boolean isLoadedFromHere(String className) {
        try {
            Class<?> type = Class.forName(className, false, Library.class.getClassLoader());
            return Objects.equals(
                    type.getProtectionDomain().getCodeSource(),
                    Library.class.getProtectionDomain().getCodeSource());
        } catch (ClassNotFoundException | LinkageError _) {
            return false;
        }
    }
}
