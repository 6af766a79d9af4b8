package dev.sluice.testkit.tutorial;

import dev.sluice.Channel;

/** The crawl, corrected: the last source closes. */
final class PatientCrawl extends Crawl {
    private final Channel<Integer> done = Channel.<Integer>buffered(1).named("done");

    PatientCrawl() {
        done.offer(0);
    }

    @Override
    void sourceIsDone(int sources) throws InterruptedException {
        int before = done.receive();
        if (before + 1 == sources) {
            pages.close();
        }
        done.send(before + 1);
    }
}
