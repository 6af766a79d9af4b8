package dev.sluice.testkit.tutorial;

import dev.sluice.Channel;

/** The crawl, corrected: the last source closes. */
final class PatientCrawl extends Crawl {
    private final Channel<Integer> done = Channel.named("done").buffered(1);

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
