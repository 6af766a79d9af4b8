package dev.sluice.testkit.inside;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All parts and sites of the process; a site's number stands in the rewritten code. They are kept for ever, as the code is.
 *
 * <p>Safe for use by any number of threads: a class loads after its sites were added, and so sees them.
 */
final class Sites {
    private static final List<Part> PARTS = new ArrayList<>();
    private static List<String> active = List.of();
    private static volatile Site[] sites = new Site[1024];
    private static int count;

    private Sites() {}

    static Site get(int number) {
        return sites[number];
    }

    static synchronized Part part(String name) {
        var part = new Part(name);
        part.active = part.isIn(active);
        PARTS.add(part);
        return part;
    }

    static synchronized int add(Site site) {
        if (count == sites.length) {
            sites = Arrays.copyOf(sites, count * 2);
        }
        Site[] same = sites;
        same[count] = site;
        sites = same; // so that a reader of the array sees the site
        return count++;
    }

    /** Says which packages and classes the bubble that is about to open looks into. */
    static synchronized void activate(List<String> names) {
        if (!names.equals(active)) {
            active = List.copyOf(names);
            PARTS.forEach(part -> part.active = part.isIn(active));
        }
    }
}
