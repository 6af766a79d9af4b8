package dev.sluice.examples;

import dev.sluice.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Adds up the sizes of a tree of folders: work that makes more work, by at most four goroutines at a time. */
final class FolderSizes {
    private static final int LIMIT = 4;

    private record Folder(long bytes, List<Folder> folders) {}

    private final LongAdder folders = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();

    private FolderSizes() {}

    public static void main(String... args) throws InterruptedException {
        var sizes = new FolderSizes();
        sizes.add(tree(6));
        IO.println(sizes.folders + " folders with " + sizes.bytes + " bytes");
        IO.println("at most " + LIMIT + " goroutines at a time: " + (sizes.mostRunning.get() <= LIMIT));
    }

    /** Makes up a folder with three folders in it, each with three in it, and so on. */
    private static Folder tree(int depth) {
        var inside = new ArrayList<Folder>();
        for (int i = 0; i < 3 && depth > 1; i++) {
            inside.add(tree(depth - 1));
        }
        return new Folder(100L * depth, inside);
    }

    private void add(Folder root) throws InterruptedException {
        try (var scope = Scope.open().limit(LIMIT)) {
            scope.go(() -> counted(scope, root));
            scope.join();
        }
    }

    private void counted(Scope scope, Folder folder) {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        walk(scope, folder);
        running.decrementAndGet();
    }

    private void walk(Scope scope, Folder folder) {
        folders.increment();
        bytes.add(folder.bytes);
        for (Folder inside : folder.folders) {
            if (!scope.tryGo(() -> counted(scope, inside))) {
                walk(scope, inside); // no slot is free, so this goroutine does it itself
            }
        }
    }
}
