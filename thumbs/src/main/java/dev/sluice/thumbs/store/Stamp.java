package dev.sluice.thumbs.store;

import dev.sluice.thumbs.list.Origin;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A note in a thumbnail that says what it was made from, and how.
 *
 * <p>It is all that a later run needs to know whether the thumbnail is up to date. It can't get lost, or be at odds with the
 * file, as a database could. It is the same in each run, so a thumbnail that is made again has the same bytes.
 *
 * @param origin the photo
 * @param recipe the options that the picture depends on
 * @param pictureBytes the size of the thumbnail without the stamp
 */
public record Stamp(Origin origin, String recipe, int pictureBytes) {
    private static final String PROGRAM = "sluice thumbs ";

    private static final Pattern TEXT =
            Pattern.compile(PROGRAM + "2; of ([0-9a-f]+) ([0-9]+) ([!-:<-~]+); as ([^;]+); picture ([0-9]+)");

    /** Returns the stamp as text, which is ASCII. */
    public String text() {
        return PROGRAM + "2; of " + origin.photo() + " " + origin.bytes() + " " + origin.version() + "; as " + recipe
                + "; picture " + pictureBytes;
    }

    /** Returns whether a text is a stamp, of this version of the program or of another. */
    static boolean isOne(String text) {
        return text.startsWith(PROGRAM);
    }

    /** Reads a stamp, or returns null if the text is none of this version. */
    static @Nullable Stamp parse(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        try {
            var origin = new Origin(parts.group(1), Long.parseLong(parts.group(2)), parts.group(3));
            return new Stamp(origin, parts.group(4), Integer.parseInt(parts.group(5)));
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
