package dev.sluice.programs;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads the library in a class loader of its own, has {@link Deployed} use it, drops both, and says whether the garbage collector
 * could take them. The arguments are the way, and the places of the classes.
 */
public final class Redeploy {
    private static final int MOST_COLLECTIONS = 200;

    private Redeploy() {}

    public static void main(String[] arguments) throws Exception {
        WeakReference<ClassLoader> loader = use(arguments);
        for (int i = 0; i < MOST_COLLECTIONS && !loader.refersTo(null); i++) {
            System.gc();
            Thread.sleep(50); // threads of the library end when they have had nothing to do for a second
        }
        System.out.println(loader.refersTo(null) ? "gone" : "still there");
    }

    private static WeakReference<ClassLoader> use(String[] arguments) throws Exception {
        var places = new ArrayList<URL>();
        for (String each : List.of(arguments).subList(1, arguments.length)) {
            places.add(java.nio.file.Path.of(each).toUri().toURL());
        }
        var loader = new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        var deployed = (Runnable) loader.loadClass(Deployed.class.getName())
                .getConstructor(String.class)
                .newInstance(arguments[0]);
        deployed.run();
        return new WeakReference<>(loader);
    }
}
