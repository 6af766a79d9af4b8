package dev.sluice.chat.protocol;

/** Text of a client, as it may stand in an error. */
final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** Returns the text, short and in printable ASCII. */
    static String of(String text) {
        var quoted = new StringBuilder();
        text.chars().limit(LONGEST).forEach(c -> quoted.append(c < ' ' || c > '~' ? '?' : (char) c));
        return text.length() > LONGEST ? quoted.append("...").toString() : quoted.toString();
    }

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
