package dev.sluice.chat.client;

/** Text of others, made fit to be written to a terminal. */
final class SafeText {
    private SafeText() {}

    /**
     * Returns the text with all characters written out that a terminal could take for a command, or that hide or turn round
     * what stands beside them: control characters, and the marks for the direction of text. Lines after the first are indented.
     */
    static String of(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                safe.append("\n    ");
            } else if (c == '\t') {
                safe.append("    ");
            } else if (isDangerous(c)) {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    private static boolean isDangerous(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> c != 0x200C && c != 0x200D; // joiners, which scripts and emoji need
            default -> false;
        };
    }
}
