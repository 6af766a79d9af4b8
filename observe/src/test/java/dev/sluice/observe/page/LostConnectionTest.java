package dev.sluice.observe.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that is killed while a page shows it, and another one that takes its place. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(180) // a browser and two programs on a busy machine
class LostConnectionTest {
    @Test
    void the_page_says_that_the_program_is_gone_and_shows_the_next_one() throws IOException {
        try (Browser browser = Browser.open();
                var first = new Program(Waiter.class, "0", "first")) {
            browser.see(first.page());
            browser.reads("#goroutines .tree", "first-1");

            first.kill();

            browser.until("document.body.dataset.connection === 'lost'");
            assertThat(browser.text("#lost-text")).startsWith("Not connected: the program may have ended.");
            assertThat(browser.text("#goroutines .tree")).as("the last look").contains("first-1");
            browser.click("#retry", "Try now");
            browser.until("document.body.dataset.connection === 'lost'");

            try (var _ = new Program(Waiter.class, String.valueOf(first.page().getPort()), "second")) {
                browser.until("document.body.dataset.connection === 'open'");
                browser.reads("#goroutines .tree", "second-1");
                assertThat(browser.text("#goroutines .tree")).doesNotContain("first-1");
                assertThat(browser.ask("return document.querySelector('#lost').hidden"))
                        .isEqualTo(true);
            }
        }
    }
}
