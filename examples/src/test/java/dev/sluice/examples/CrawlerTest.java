package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.resilience.KeyedRateLimiter;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.FakeClock;
import dev.sluice.testkit.WithFakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

@ExampleTest
class CrawlerTest {
    private final Queue<Crawler.Visit> visits = new ConcurrentLinkedQueue<>();

    @Test
    void each_page_is_visited_once_and_a_broken_link_is_told() throws Exception {
        assertThat(Output.of("crawler")).isEqualTo("""
                        /about: 2 links
                        /gone: status 404
                        /index: 2 links
                        /news: 2 links
                        4 pages
                        """);
    }

    @Test
    void no_more_pages_are_visited_than_allowed() throws Exception {
        try (var web = chain();
                var crawler = new Crawler(3, KeyedRateLimiter.perSecond(1_000).build())) {
            int pages = crawler.crawl(List.of(web.uri("/page/0")), Context.background(), visits::add);

            assertThat(pages).isEqualTo(3);
        }
    }

    @Test
    @WithFakeClock
    void a_host_is_asked_no_faster_than_allowed_and_a_stop_ends_the_wait(FakeClock clock) throws Exception {
        try (var web = chain();
                var stop = Context.background().withCancel();
                var scope = Scope.open();
                var crawler = new Crawler(
                        100, KeyedRateLimiter.of(1, Duration.ofHours(1)).build())) {
            Task<Integer> pages = scope.go(() -> crawler.crawl(List.of(web.uri("/page/0")), stop, visits::add));
            Eventually.becomes(() -> visits.size() == 1);

            clock.advance(Duration.ofHours(1));
            Eventually.becomes(() -> visits.size() == 2);

            stop.cancel();

            assertThat(pages.await()).isEqualTo(2);
        }
    }

    /** A site without an end: each page leads to the next. */
    private static Web chain() throws Exception {
        var web = new Web();
        for (int i = 0; i < 50; i++) {
            web.page("/page/" + i, 200, "<a href='/page/" + (i + 1) + "'>next</a>");
        }
        return web;
    }
}
