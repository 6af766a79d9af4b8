package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.resilience.KeyedRateLimiter;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.swing.text.MutableAttributeSet;
import javax.swing.text.html.HTML;
import javax.swing.text.html.HTMLEditorKit;
import javax.swing.text.html.parser.ParserDelegator;

/**
 * Follows links from page to page, on the hosts that it starts at: a bounded number of pages, by a bounded number of goroutines, each
 * host no faster than it is allowed to, and until a signal stops it.
 */
final class Crawler implements AutoCloseable {
    private static final int FETCHERS = 16;
    private static final int MOST_BYTES = 1 << 20;

    /** A page that was fetched: where it leads, or why it could not be read. */
    record Visit(URI uri, List<URI> links, String failure) {
        @Override
        public String toString() {
            return uri + (failure.isEmpty() ? ": " + links.size() + " links" : ": " + failure);
        }
    }

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final KeyedRateLimiter<String> perHost;
    private final int mostPages;

    Crawler(int mostPages, KeyedRateLimiter<String> perHost) {
        this.mostPages = mostPages;
        this.perHost = perHost;
    }

    public static void main(String... args) throws IOException, InterruptedException {
        try (var stop =
                Context.onStop(Duration.ofSeconds(5), () -> IO.println("stopped while pages were being fetched"))) {
            if (args.length > 0) {
                try (var crawler = new Crawler(
                        1_000, KeyedRateLimiter.perSecond(5).burst(1).build())) {
                    List<URI> starts = List.of(args).stream().map(URI::create).toList();
                    IO.println(crawler.crawl(starts, stop, IO::println) + " pages");
                }
                return;
            }
            try (var web = site();
                    var crawler =
                            new Crawler(100, KeyedRateLimiter.perSecond(1_000).build())) {
                var lines = new TreeSet<String>();
                int pages = crawler.crawl(
                        List.of(web.uri("/index")),
                        stop,
                        visit -> lines.add(visit.toString()
                                .substring(web.uri("").toString().length())));
                lines.forEach(IO::println);
                IO.println(pages + " pages");
            }
        }
    }

    /** A small site with a circle, a link that is broken, and a link to another host. */
    private static Web site() throws IOException {
        return new Web()
                .page("/index", 200, "<a href='/news'>News</a> <a href='/about#team'>About</a>")
                .page("/news", 200, "<a href=\"/index\">Home</a> <a href='/gone'>Old</a>")
                .page("/about", 200, "<a href='index'>Home</a> <a href='https://example.com/'>Elsewhere</a>")
                .page("/gone", 404, "");
    }

    /**
     * Visits the pages that can be reached from some, and returns how many were visited. This goroutine alone knows which pages were
     * seen and which are next; the fetchers get a page from it and give a visit back.
     */
    int crawl(List<URI> starts, Context stop, Consumer<Visit> onVisit) throws InterruptedException {
        Channel<URI> pages = Channel.named("pages").unbuffered();
        Channel<Visit> visits = Channel.named("visits").unbuffered();
        Set<String> hosts = starts.stream().map(URI::getHost).collect(Collectors.toSet());
        Queue<URI> next = new ArrayDeque<>(starts);
        Set<URI> seen = new HashSet<>(starts);
        int visited = 0;
        int underWay = 0;

        try (var scope = Scope.open().named("crawler");
                var select = Select.open()) {
            for (int fetcher = 0; fetcher < FETCHERS; fetcher++) {
                scope.go("fetcher", () -> {
                    for (URI page : pages) {
                        visits.send(visit(page));
                    }
                });
            }
            var give = select.send(pages, next::peek);
            var take = select.receive(visits);
            select.done(stop);
            while (underWay > 0 || !next.isEmpty()) {
                give.enable(!next.isEmpty());
                var ready = select.await();
                if (ready == give) {
                    next.remove();
                    underWay++;
                } else if (ready == take) {
                    underWay--;
                    visited++;
                    onVisit.accept(take.value());
                    for (URI link : take.value().links()) {
                        if (hosts.contains(link.getHost()) && seen.size() < mostPages && seen.add(link)) {
                            next.add(link);
                        }
                    }
                } else {
                    break; // stopped: what is being fetched is cancelled below
                }
            }
        }
        return visited;
    }

    private Visit visit(URI page) throws InterruptedException {
        perHost.await(page.getHost());
        var request = HttpRequest.newBuilder(page)
                .timeout(Duration.ofSeconds(10))
                .header("User-Agent", "sluice-crawler")
                .build();
        try {
            var response = client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
            return response.statusCode() == 200
                    ? new Visit(page, links(response.uri(), response.body()), "")
                    : new Visit(page, List.of(), "status " + response.statusCode());
        } catch (IOException e) {
            return new Visit(page, List.of(), e.toString());
        }
    }

    private static List<URI> links(URI page, String html) throws IOException {
        var links = new ArrayList<URI>();
        new ParserDelegator()
                .parse(
                        new StringReader(html),
                        new HTMLEditorKit.ParserCallback() {
                            @Override
                            public void handleStartTag(HTML.Tag tag, MutableAttributeSet attributes, int position) {
                                if (tag == HTML.Tag.A
                                        && attributes.getAttribute(HTML.Attribute.HREF) instanceof String link) {
                                    addLink(page, link.strip(), links);
                                }
                            }
                        },
                        true);
        return links;
    }

    private static void addLink(URI page, String link, Collection<URI> links) {
        try {
            URI target = page.resolve(link.replaceFirst("#.*", ""));
            if (target.getHost() != null && List.of("http", "https").contains(target.getScheme())) {
                links.add(target);
            }
        } catch (IllegalArgumentException _) {
            // No address; browsers ignore such a link too.
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
