package dev.sluice.testkit.tutorial;

import dev.sluice.Channel;
import dev.sluice.Scope;
import java.util.ArrayList;
import java.util.List;

/** Collects what several sources have, and closes too early: when the first of them is done. */
class Crawl {
    final Channel<String> pages = Channel.named("pages").buffered(4);

    List<String> collect(List<List<String>> sources) throws InterruptedException {
        var collected = new ArrayList<String>();
        try (var scope = Scope.open().named("crawl")) {
            for (List<String> source : sources) {
                scope.go("source", () -> {
                    for (String page : source) {
                        pages.send(page);
                    }
                    sourceIsDone(sources.size());
                });
            }
            for (String page : pages) {
                collected.add(page);
            }
            scope.join();
        }
        return collected;
    }

    void sourceIsDone(int sources) throws InterruptedException {
        pages.close();
    }
}
