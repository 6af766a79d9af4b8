package dev.sluice.chat.protocol;

import java.util.Locale;

/** How constants are written in messages. */
final class Wire {
    private Wire() {}

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
