package dev.sluice.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Finds goroutines in a snapshot. */
final class Search {
    private static final int MOST = 200;

    private final List<GoroutineState> found = new ArrayList<>();

    private Search() {}

    /** Returns the members of a group that a digest shows. */
    static String members(Snapshot snapshot, String scope, String group, String startedAt, int from) {
        var wanted = new Group(group, startedAt);
        var search = new Search();
        search.in(
                snapshot.owners(),
                each -> each.equals(scope),
                each -> Group.of(each).equals(wanted));
        return search.page(from);
    }

    /** Returns the goroutines, and the other threads, of which something contains a text. */
    static String matching(Snapshot snapshot, String text, int from) {
        String wanted = text.toLowerCase(Locale.ROOT);
        var search = new Search();
        Predicate<GoroutineState> matches = each -> words(each).contains(wanted) || text.equals("" + each.threadId());
        snapshot.owners().stream().filter(matches).forEach(search.found::add);
        search.in(snapshot.owners(), _ -> true, matches);
        return search.page(from);
    }

    private static String words(GoroutineState goroutine) {
        String words = goroutine.name() + "\n" + goroutine.startedAt() + "\n" + goroutine.waitsIn();
        return words.toLowerCase(Locale.ROOT);
    }

    private void in(
            List<GoroutineState> threads, Predicate<String> isScope, Predicate<? super GoroutineState> isWanted) {
        for (GoroutineState thread : threads) {
            for (ScopeState scope : thread.scopes()) {
                if (isScope.test(scope.id())) {
                    scope.goroutines().stream().filter(isWanted).forEach(found::add);
                }
                in(scope.goroutines(), isScope, isWanted);
            }
        }
    }

    private String page(int from) {
        int first = Math.clamp(from, 0, found.size());
        var json = new Json();
        JsonText text = json.text();
        text.object(() -> {
            text.field("total", found.size());
            text.field("from", first);
            text.list(
                    "goroutines",
                    found.subList(first, Math.min(found.size(), first + MOST)),
                    each -> text.object(() -> json.goroutineItself(each)));
        });
        return text.toString();
    }
}
