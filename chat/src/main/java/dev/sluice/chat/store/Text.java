package dev.sluice.chat.store;

import org.jspecify.annotations.Nullable;

/** Which text can be stored everywhere: well-formed Unicode without the character NUL, which PostgreSQL has no place for. */
final class Text {
    private Text() {}

    /** Returns what is wrong with a text, or null. */
    static @Nullable String flaw(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != 0 && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            return "%s must be Unicode text without NUL and without halves of pairs, has U+%04X at %d"
                    .formatted(what, (int) c, i);
        }
        return null;
    }

    /** Returns the text, or throws an {@code IllegalArgumentException} that says what is wrong with it. */
    static String checked(String what, String text) {
        String flaw = flaw(what, text);
        if (flaw != null) {
            throw new IllegalArgumentException(flaw);
        }
        return text;
    }
}
