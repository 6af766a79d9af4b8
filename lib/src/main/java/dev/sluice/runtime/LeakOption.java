package dev.sluice.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the system property {@value #PROPERTY} says. It is read once, when the first scope is opened. */
public enum LeakOption {
    /** Leaks are looked for in the scopes that ask for it: the default. */
    OFF,
    /** Leaks are looked for in all scopes, and logged. */
    REPORT;

    /** The name of the property. */
    public static final String PROPERTY = "sluice.leaks";

    private static volatile @Nullable LeakOption now;

    /**
     * Returns what was said when this was asked for the first time.
     *
     * @return the option
     * @throws IllegalArgumentException if the property has another value
     */
    public static LeakOption now() {
        LeakOption known = now;
        if (known == null) {
            known = of(System.getProperty(PROPERTY));
            now = known;
        }
        return known;
    }

    static LeakOption of(@Nullable String value) {
        if (value == null) {
            return OFF;
        }
        for (LeakOption each : values()) {
            if (each.word().equals(value)) {
                return each;
            }
        }
        String words = Arrays.stream(values()).map(LeakOption::word).collect(Collectors.joining(" or "));
        throw new IllegalArgumentException(PROPERTY + " must be " + words + ", was " + value);
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
