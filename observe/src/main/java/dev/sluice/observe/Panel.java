package dev.sluice.observe;

import dev.sluice.function.CheckedSupplier;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a program shows of itself on its {@linkplain LivePage live page}: a table, or a row of pictures.
 *
 * {@snippet :
 * page.add(Panel.table("Rooms", List.of("room", "members"), () -> rooms.stream()
 *         .map(room -> List.<Object>of(room.name(), room.members()))
 *         .toList()));
 * }
 *
 * <p>The supplier is called for each frame, about twice a second while the page is looked at, by a thread of the page. It must be safe for
 * that, and shouldn't wait.
 */
public sealed interface Panel {
    /** The most rows of a table that are shown. */
    int MOST_ROWS = 200;

    /** The most pictures that are shown. */
    int MOST_PICTURES = 60;

    /**
     * Returns what the panel is called.
     *
     * @return the name
     */
    String name();

    /**
     * A table. Of its rows, the first {@value #MOST_ROWS} are shown.
     *
     * @param name the name
     * @param columns what the columns are called
     * @param rows returns the rows, each with a cell for each column; a {@link Number} stands on the right, and anything else is shown by its
     *     {@code toString}
     */
    record Table(String name, List<String> columns, Supplier<? extends List<? extends List<?>>> rows) implements Panel {
        /** Creates a table. */
        public Table {
            Objects.requireNonNull(name, "name");
            columns = List.copyOf(columns);
            Objects.requireNonNull(rows, "rows");
        }
    }

    /**
     * A row of pictures. The first {@value #MOST_PICTURES} are shown.
     *
     * @param name the name
     * @param pictures returns the pictures, the newest first
     */
    record Pictures(String name, Supplier<? extends List<Picture>> pictures) implements Panel {
        /** Creates a row of pictures. */
        public Pictures {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(pictures, "pictures");
        }
    }

    /**
     * A picture.
     *
     * @param key what tells it from the others of its panel: letters, digits, and {@code - _ .}
     * @param caption what stands under it
     * @param type its media type: image/jpeg, image/png, image/webp, image/gif or image/avif
     * @param file reads its file, by a thread of the page
     */
    record Picture(String key, String caption, String type, CheckedSupplier<byte[], IOException> file) {
        private static final Set<String> TYPES =
                Set.of("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif");

        /**
         * Creates a picture.
         *
         * @throws IllegalArgumentException if the key has other characters, or the type is another one
         */
        public Picture {
            if (!key.matches("[A-Za-z0-9_.-]{1,200}")) {
                throw new IllegalArgumentException("key must be letters, digits, and - _ . only, was " + key);
            }
            if (!TYPES.contains(type)) {
                throw new IllegalArgumentException("type must be one of " + TYPES + ", was " + type);
            }
            Objects.requireNonNull(caption, "caption");
            Objects.requireNonNull(file, "file");
        }
    }

    /**
     * Returns a table.
     *
     * @param name the name
     * @param columns what the columns are called
     * @param rows returns the rows
     * @return the panel
     */
    static Panel table(String name, List<String> columns, Supplier<? extends List<? extends List<?>>> rows) {
        return new Table(name, columns, rows);
    }

    /**
     * Returns a row of pictures.
     *
     * @param name the name
     * @param pictures returns the pictures, the newest first
     * @return the panel
     */
    static Panel pictures(String name, Supplier<? extends List<Picture>> pictures) {
        return new Pictures(name, pictures);
    }
}
