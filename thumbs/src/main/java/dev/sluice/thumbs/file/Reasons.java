package dev.sluice.thumbs.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** Puts an exception into words that tell a user what is wrong with a file. */
public final class Reasons {
    private Reasons() {}

    /**
     * Answers the reason, to be read behind the file's name.
     *
     * @param failure what was thrown
     * @return one line
     */
    public static String of(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "unknown";
            case NoSuchFileException _, FileNotFoundException _ -> "there is no such file (any more)";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _, NotDirectoryException _ -> "a file stands where a folder is needed";
            case DirectoryNotEmptyException _ -> "a folder stands where a file is needed";
            case FileSystemLoopException _ -> "a link that leads to itself";
            case FileSystemException e
            when "Not a directory".equals(e.getReason()) -> "a file stands where a folder is needed";
            case FileSystemException e -> oneLine(e.getReason(), e);
            case IOException e -> oneLine(e.getMessage(), e);
            default -> failure.getClass().getSimpleName() + ": " + oneLine(failure.getMessage(), failure);
        };
    }

    private static String oneLine(@Nullable String text, Throwable failure) {
        if (text == null || text.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
