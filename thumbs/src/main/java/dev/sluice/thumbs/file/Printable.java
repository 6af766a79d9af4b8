package dev.sluice.thumbs.file;

/**
 * Puts text that others have chosen, such as the name of a file, into a form that is safe to print: one line, and nothing that
 * a terminal obeys.
 */
public final class Printable {
    private static final String BIDI_CONTROLS =
            "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private Printable() {}

    /**
     * Returns the text with an escape, such as {@code \n} or {@code \u001b}, in the place of each character that would end the
     * line, control a terminal, or change the direction of what follows.
     *
     * @param text what to print
     * @return the text on one line
     */
    public static String of(Object text) {
        String raw = text.toString();
        if (raw.codePoints().noneMatch(Printable::isUnsafe)) {
            return raw;
        }
        var safe = new StringBuilder(raw.length() + 16);
        raw.codePoints().forEach(each -> {
            if (isUnsafe(each)) {
                safe.append(escape(each));
            } else {
                safe.appendCodePoint(each);
            }
        });
        return safe.toString();
    }

    private static boolean isUnsafe(int codePoint) {
        return Character.isISOControl(codePoint)
                || BIDI_CONTROLS.indexOf(codePoint) >= 0
                || switch (Character.getType(codePoint)) {
                    case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
                    default -> false;
                };
    }

    private static String escape(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", codePoint);
        };
    }
}
