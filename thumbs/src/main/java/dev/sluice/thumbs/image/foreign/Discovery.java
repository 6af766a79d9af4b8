package dev.sluice.thumbs.image.foreign;

import java.util.Optional;

/**
 * What came of looking for a native library.
 *
 * @param library the library, or empty where it can't be used
 * @param description which one it is, or why there is none
 */
public record Discovery<T>(Optional<T> library, String description) {
    /** Loads a library. */
    @FunctionalInterface
    public interface Loader<T> {
        /**
         * Loads the library.
         *
         * @throws AbsentLibraryException if it can't be used
         */
        T load() throws AbsentLibraryException;
    }

    /** Looks for a library, which says by its {@code toString} which one it is. */
    public static <T> Discovery<T> of(Loader<T> loader) {
        try {
            T library = loader.load();
            return new Discovery<>(Optional.of(library), String.valueOf(library));
        } catch (AbsentLibraryException e) {
            return absent(String.valueOf(e.getMessage()));
        }
    }

    /** Returns that a library can't be used, for this reason. */
    public static <T> Discovery<T> absent(String reason) {
        return new Discovery<>(Optional.empty(), reason);
    }
}
