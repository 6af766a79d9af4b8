package dev.sluice.observe.live;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a program adds to its page. */
public interface Extras {
    /** Nothing. */
    Extras NONE = new Extras() {
        @Override
        public String json() {
            return "[]";
        }

        @Override
        public @Nullable Picture picture(int panel, String key) {
            return null;
        }
    };

    /** A picture that can be shown. */
    interface Picture {
        /**
         * Returns its media type.
         *
         * @return the type
         */
        String type();

        /**
         * Returns its file.
         *
         * @return the bytes
         * @throws IOException if it can't be read
         */
        byte[] read() throws IOException;
    }

    /**
     * Describes the panels.
     *
     * @return a JSON array
     */
    String json();

    /**
     * Finds a picture.
     *
     * @param panel the number of its panel
     * @param key the key of the picture in that panel
     * @return the picture, or null if there is none
     */
    @Nullable
    Picture picture(int panel, String key);
}
