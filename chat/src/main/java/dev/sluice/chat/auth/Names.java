package dev.sluice.chat.auth;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import dev.sluice.chat.protocol.ErrorCode;

/**
 * The syntax of the names of people and rooms.
 *
 * <p>A name is 1 to 32 letters and digits of the scripts that one language uses together, and {@code - _ .} between them. It has one
 * spelling, which the server uses: Unicode's NFKC with folded case, so {@code Jane} and {@code jane} are the same name. Names that are not
 * the same but look alike have the same {@link #skeleton}.
 *
 * @see <a href="https://www.unicode.org/reports/tr39/">Unicode Technical Standard 39, Unicode Security Mechanisms</a>
 */
public final class Names {
    /** The largest number of characters in a name. */
    public static final int MAX_LENGTH = 32;

    private static final Normalizer2 FOLDING = Normalizer2.getNFKCCasefoldInstance();

    private static final SpoofChecker SPOOFS = new SpoofChecker.Builder()
            .setChecks(SpoofChecker.RESTRICTION_LEVEL | SpoofChecker.INVISIBLE | SpoofChecker.MIXED_NUMBERS)
            .setRestrictionLevel(SpoofChecker.RestrictionLevel.HIGHLY_RESTRICTIVE)
            .build();

    private Names() {}

    /**
     * Returns a person's name as the server spells it.
     *
     * @throws Refusal if it isn't a name
     */
    public static String person(String name) throws Refusal {
        return spelled(name, "name", ErrorCode.BAD_NAME);
    }

    /**
     * Returns a room's name as the server spells it.
     *
     * @throws Refusal if it isn't a name
     */
    public static String room(String name) throws Refusal {
        return spelled(name, "room", ErrorCode.BAD_ROOM);
    }

    /** Returns what all names have in common that look like this one. */
    public static String skeleton(String name) {
        return SPOOFS.getSkeleton(name);
    }

    private static String spelled(String given, String what, ErrorCode code) throws Refusal {
        // Folding may make a character several, so the bound for what is folded is generous; the name's own comes
        // after.
        String name = given.length() > 4 * MAX_LENGTH ? given : FOLDING.normalize(given);
        int length = name.codePointCount(0, name.length());
        if (length < 1 || length > MAX_LENGTH) {
            throw new Refusal(code, what + " must have 1 to " + MAX_LENGTH + " characters, had " + length);
        }
        int[] characters = name.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            boolean sign = c == '-' || c == '_' || c == '.';
            boolean mark = i > 0
                    && (Character.getType(c) == Character.NON_SPACING_MARK
                            || Character.getType(c) == Character.COMBINING_SPACING_MARK);
            if (!Character.isLetterOrDigit(c) && !mark && !sign) {
                throw new Refusal(code, "%s must consist of letters, digits and - _ . , has U+%04X".formatted(what, c));
            }
        }
        if (!Character.isLetterOrDigit(characters[0])) {
            throw new Refusal(code, what + " must begin with a letter or a digit, was '" + name + "'");
        }
        if (SPOOFS.failsChecks(name)) {
            throw new Refusal(
                    code,
                    what + " must not mix scripts or digits of several scripts, nor hide anything, was '" + name + "'");
        }
        return name;
    }
}
