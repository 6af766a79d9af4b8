package dev.sluice.dump;

/** Makes text that others have chosen fit to be printed: nothing in it is obeyed by a terminal, or ends the line. */
final class Printable {
    private Printable() {}

    /** Returns the text, with an escape in the place of each character that is a control, a separator of lines, or turns the direction. */
    static String of(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return text;
        }
        var safe = new StringBuilder();
        text.codePoints().forEach(each -> {
            switch (Character.getType(each)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> safe.append(String.format("\\u%04x", each));
                default -> safe.appendCodePoint(each);
            }
        });
        return safe.toString();
    }
}
