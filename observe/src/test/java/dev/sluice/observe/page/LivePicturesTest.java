package dev.sluice.observe.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Takes the pictures of the docs. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(180) // a browser and a program on a busy machine
class LivePicturesTest {
    private static final Path DOCS = Path.of("..", "docs", "live");
    private static final String SAMPLES = "../samples/nature";

    @Test
    void pictures_are_taken_for_the_docs() throws IOException {
        assumeTrue(Boolean.getBoolean("sluice.docs.update"), "run with -Dsluice.docs.update=true to take them");
        Files.createDirectories(DOCS);
        try (var shop = new Program(PhotoShop.class, SAMPLES);
                var browser = Browser.open()) {
            browser.resize(1280, 960);
            browser.see(shop.page());
            browser.reads("#pipelines .stage.bottleneck", "make");
            browser.until("document.querySelectorAll('#pipelines .worker.on').length > 5");
            looks(browser, 40);
            browser.screenshot(DOCS.resolve("desktop.png"));

            browser.click("#channels a", "orders");
            browser.until("document.querySelectorAll('#details canvas').length === 2");
            browser.ask("document.querySelector('#network').scrollIntoView()");
            looks(browser, 4);
            browser.screenshot(DOCS.resolve("channel.png"));
            browser.click("#close-details", "Close");

            browser.resize(390, 844);
            browser.prefers("prefers-color-scheme", "dark");
            browser.ask("scrollTo(0, 0)");
            looks(browser, 4);
            browser.screenshot(DOCS.resolve("phone.png"));
        }
    }

    /** Waits until the page has got a number of looks more. */
    private static void looks(Browser browser, int number) {
        browser.ask(
                "window.looks = 0; const stream = new EventSource('events');"
                        + "stream.addEventListener('look', () => ++window.looks >= arguments[0] && stream.close())",
                number);
        browser.until("window.looks >= arguments[0]", number);
    }
}
