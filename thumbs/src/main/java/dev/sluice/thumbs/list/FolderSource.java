package dev.sluice.thumbs.list;

import dev.sluice.thumbs.file.PartFile;
import dev.sluice.thumbs.file.Reasons;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * A file, or a folder and all that is in it.
 *
 * <p>The files of a folder are handed on as the file system gives them, then its folders are listed. Files aren't sorted or
 * remembered, so the first one is handed on at once and a folder of a million files takes no more memory than one of ten. One
 * folder is open at a time, however deep they are; what is remembered are the names of folders that are still to be listed.
 *
 * <ul>
 *   <li>A link to a file is that file, under the link's name.
 *   <li>A link to a folder is followed where it is named as an input. Further down it is passed over and counted, so a cycle
 *       of links can't be entered and nothing is listed twice.
 *   <li>The output folder is passed over, wherever it turns up. So are this program's temporary files, and the {@code ._}
 *       files that macOS leaves beside photos on foreign disks.
 * </ul>
 *
 * @param root the file or the folder
 * @param isOut tells the output folder
 * @param selection says what else is left out
 */
public record FolderSource(Path root, Predicate<Path> isOut, Selection selection) implements Source {
    /** Hears of each folder before it is listed. */
    @FunctionalInterface
    interface Entering {
        /** Hears of a folder, by its path relative to the root. */
        void enter(Path folder) throws InterruptedException;
    }

    @Override
    public void list(Finds finds) throws InterruptedException {
        if (Files.isDirectory(root)) {
            walk(root.getFileSystem().getPath(""), _ -> {}, finds);
        } else {
            Path fileName = root.getFileName();
            finds.found(new Candidate(new FileOriginal(root), fileName == null ? root : fileName, true));
        }
    }

    @Override
    public Original original(Path name) {
        return new FileOriginal(Files.isDirectory(root) ? root.resolve(name) : root.resolveSibling(name));
    }

    @Override
    public boolean isEmpty() {
        if (!Files.isDirectory(root)) {
            return !Files.isDirectory(root.toAbsolutePath().resolveSibling(""));
        }
        try (var entries = Files.newDirectoryStream(root)) {
            return !entries.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException _) {
            return true;
        }
    }

    /**
     * Lists a folder and all below it.
     *
     * @param first the folder's path relative to the root
     * @param entering hears of each folder before it is listed
     * @param finds takes what is found
     */
    void walk(Path first, Entering entering, Finds finds) throws InterruptedException {
        Deque<Path> pending = new ArrayDeque<>();
        pending.push(first);
        while (!pending.isEmpty()) {
            Path folder = pending.pop();
            if (!isOut.test(root.resolve(folder))) {
                entering.enter(folder);
                listFolder(folder, finds).reversed().forEach(pending::push);
            }
        }
    }

    /** Lists the files of a folder, and returns the folders in it. */
    private List<Path> listFolder(Path name, Finds finds) throws InterruptedException {
        var folders = new ArrayList<Path>();
        Path folder = root.resolve(name);
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                visit(entry, name.resolve(entry.getFileName()), folders, finds);
            }
        } catch (DirectoryIteratorException e) {
            finds.failed(folder.toString(), "can't be listed: " + Reasons.of(e.getCause()));
        } catch (NotDirectoryException _) {
            finds.failed(folder.toString(), "was a folder a moment ago, and isn't one any more");
        } catch (IOException e) {
            finds.failed(folder.toString(), "can't be listed: " + Reasons.of(e));
        }
        return folders;
    }

    private void visit(Path entry, Path name, List<Path> folders, Finds finds) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            finds.failed(entry.toString(), Reasons.of(e));
            return;
        }
        if (attributes.isDirectory()) {
            if (selection.takesFolder(name)) {
                folders.add(name);
            }
        } else if (attributes.isSymbolicLink() && Files.isDirectory(entry)) {
            finds.passedLinkedFolder();
        } else if (takesFile(name)) {
            finds.found(new Candidate(new FileOriginal(entry), name, false));
        }
    }

    /** Returns whether a file in a folder that is listed may be a photo. */
    boolean takesFile(Path name) {
        boolean isLitter = name.getFileName().toString().startsWith("._") || PartFile.isOne(name);
        return !isLitter && selection.takesFile(name);
    }
}
