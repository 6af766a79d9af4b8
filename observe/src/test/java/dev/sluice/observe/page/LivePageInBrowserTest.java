package dev.sluice.observe.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.Channel;
import dev.sluice.DeadlockException;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.observe.LivePage;
import dev.sluice.observe.Panel;
import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.sync.Semaphore;
import dev.sluice.sync.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** A person with a browser looks at this program, by its live page. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(180) // a browser on a busy machine
class LivePageInBrowserTest {
    private static final int WIDE = 1280;
    private static final int HIGH = 800;
    private static final int PHONE_WIDE = 390;
    private static final int PHONE_HIGH = 844;
    private static final String PICTURE = "../samples/city/umang.jpg";
    private static final String HOSTILE =
            "<img src=x onerror=\"document.title='owned'\">&amp;<script>alert(1)</script>";

    private static Browser browser;
    private LivePage page;

    @BeforeAll
    static void open() {
        browser = Browser.open();
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        page = LivePage.start(0);
        browser.resize(WIDE, HIGH);
        browser.see(page.uri());
    }

    @AfterEach
    void nothing_was_blocked_and_no_script_has_failed() {
        List<String> problems = browser.problems().stream()
                .filter(each -> !each.matches(".*/goroutine/\\d+ - .* 404 .*")) // one that has ended meanwhile
                .filter(each -> !each.matches(".*/events - .* net::ERR_.*")) // the page was closed
                .toList();
        page.close();
        assertThat(problems).as("what the browser complains about").isEmpty();
    }

    @Test
    void a_pipeline_is_drawn_with_its_bottleneck_which_moves() {
        try (var workshop = new Workshop("images")) {
            browser.until("document.querySelectorAll('#pipelines .stage').length === 4");
            browser.reads("#pipelines .stage.bottleneck", "plan");
            browser.until("/[1-9][0-9.,]* .s/.test(document.querySelector('#pipelines .stage .big').textContent)");

            workshop.slow("store");

            browser.reads("#pipelines .stage.bottleneck", "store");
            browser.until("document.querySelectorAll('#pipelines .tank-fill.full').length > 0");
            browser.reads("#pipelines .stage .failed", "failed");
        }
        browser.until("document.querySelector('#pipelines .pipeline.ended')");
    }

    @Test
    void elastic_workers_grow_and_shrink() {
        var workers =
                "[...document.querySelectorAll('#pipelines .stage')].find(one => one.textContent.includes('make'))"
                        + "?.querySelectorAll('.worker.on').length";
        try (var workshop = new Workshop("elastic")) {
            browser.until("document.querySelectorAll('#pipelines .stage').length === 4");

            workshop.slow("make");
            browser.until(workers + " > 1");

            workshop.slow("plan");
            browser.until(workers + " === 1");
        }
    }

    @Test
    void a_deadlock_is_an_alarm_with_its_cycle() throws Exception {
        var ready = new CountDownLatch(1);
        var office = new FutureTask<>(() -> catchThrowable(() -> deadlock(ready)));
        Thread.startVirtualThread(office);
        browser.until("document.querySelectorAll('#network .arrow.waiting').length === 4");
        assertThat(browser.ask("return document.querySelector('#alarms').hidden"))
                .isEqualTo(true);

        ready.countDown();

        browser.reads("#alarms h2", "Deadlock in scope desk");
        browser.reads("[role=alert]", "Deadlock in scope desk");
        browser.reads("#alarms .ring .channel", "to ben");
        assertThat(browser.ask("return document.querySelector('#alarms .ring').ariaLabel"))
                .asString()
                .contains("anna-1 waits to send, at to ben", "to ben needs ben-2")
                .contains("ben-2 waits to send, at to anna", "to anna needs anna-1");
        browser.click("#alarms button", "Dismiss");
        browser.until("document.querySelector('#alarms').hidden");
        assertThat(office.get()).isInstanceOf(DeadlockException.class);
    }

    /** Two that listen until both of them are told to talk, which they do to each other. */
    private static void deadlock(CountDownLatch ready) throws InterruptedException {
        Channel<String> anna = Channel.named("to anna").unbuffered();
        Channel<String> ben = Channel.named("to ben").unbuffered();
        Channel<String> turn = Channel.named("turn").unbuffered();
        var told = new CountDownLatch(2);
        try (var scope = Scope.open().named("desk").detectDeadlock()) {
            scope.go("anna", () -> talk(turn, told, anna, ben));
            scope.go("ben", () -> talk(turn, told, ben, anna));
            while (!ready.await(1, TimeUnit.MINUTES)) {
                // a wait that ends by the clock is no deadlock
            }
            turn.send("talk");
            turn.send("talk");
            scope.join();
        }
    }

    private static void talk(Channel<String> turn, CountDownLatch told, Channel<String> own, Channel<String> other)
            throws InterruptedException {
        try (var select = Select.open()) {
            var heard = select.receive(own);
            var _ = select.receive(turn);
            if (select.await() != heard) {
                told.countDown();
                if (told.await(1, TimeUnit.MINUTES)) {
                    other.send("hello");
                }
            }
        }
    }

    @Test
    void from_a_search_to_a_channel_to_who_waits_there_to_its_stack() throws InterruptedException {
        Channel<String> parcels = Channel.named("parcels").buffered(3);
        try (var scope = Scope.open().named("post")) {
            scope.go("clerk", () -> parcels.receive());
            browser.ask("document.querySelector('#search').focus()");
            browser.type("parc");
            browser.click("#found a", "parcels");
            browser.reads("#details-title", "Channel parcels");
            browser.click("#details a", "post/clerk-1");

            browser.reads("#details-title", "Goroutine post/clerk-1");
            browser.reads("#details pre", "LivePageInBrowserTest");
            browser.click("#details a", "channel parcels");
            browser.reads("#details-title", "Channel parcels");
            browser.ask("history.back()");
            browser.reads("#details-title", "Goroutine post/clerk-1");

            parcels.close();
            scope.join();
            browser.reads("#details-content", "It isn't there any more.");
        }
    }

    @Test
    void a_search_finds_goroutines_that_are_not_in_the_look() throws InterruptedException {
        Channel<String> desk = Channel.named("desk").unbuffered();
        try (var scope = Scope.open().named("queue")) {
            for (int i = 0; i < 40; i++) {
                scope.go("clerk", () -> desk.receive());
            }
            browser.ask("document.querySelector('#search').focus()");
            browser.type("queue/clerk-37");
            browser.reads("#found .virtual-total", "1 goroutine");
            browser.click("#found a", "queue/clerk-37");

            browser.reads("#details-title", "Goroutine queue/clerk-37");
            desk.close();
        }
    }

    @Test
    void from_a_stage_to_its_queue_and_to_its_goroutines() {
        try (var workshop = new Workshop("clicked")) {
            workshop.slow("store");
            browser.until("document.querySelectorAll('#pipelines .stage').length === 4");
            browser.click("#pipelines .stage .title", "make");
            browser.reads("#details-title", "Stage make");
            browser.click("#details a", "from plan");
            browser.reads("#details-title", "Channel behind plan");
            browser.click("#details a", "make of clicked");
            browser.reads("#details-title", "Stage make");
            browser.until("document.querySelectorAll('#details canvas').length === 3");
            browser.click("#details a", "1 worker");

            browser.reads("#details-title", "Goroutines clicked/");
            browser.click("#details a", "make of clicked");
            browser.reads("#details-title", "Stage make");
        }
    }

    @Test
    void a_paused_page_stands_still_until_it_goes_on() throws InterruptedException {
        Channel<Integer> counted = Channel.named("counted").buffered(100);
        var sent =
                "[...document.querySelectorAll('#channels tbody tr')].find(one => one.textContent.includes('counted'))"
                        + "?.children[3].textContent";
        counted.send(0);
        browser.until(sent + "?.startsWith('1')");

        browser.click("#pause", "Pause");
        for (int i = 1; i < 50; i++) {
            counted.send(i);
        }
        looksCome(3);
        assertThat(browser.ask("return " + sent)).isEqualTo("1");
        assertThat(browser.text("#state")).isEqualTo("paused");

        browser.click("#pause", "Go on");
        browser.until(sent + "?.startsWith('50')");
        assertThat(browser.text("#state")).isEqualTo("live");
        counted.close();
    }

    /** Waits until the browser has got a number of looks, whether the page shows them or not. */
    private static void looksCome(int looks) {
        browser.ask("window.looks = 0; window.listener = new EventSource('events');"
                + "listener.addEventListener('look', () => ++looks >= 5 && listener.close())");
        browser.until("window.looks >= arguments[0]", looks);
        browser.ask("listener.close()");
    }

    @Test
    void ten_thousand_goroutines_are_few_elements() throws InterruptedException {
        Channel<String> desk = Channel.named("desk").unbuffered();
        try (var scope = Scope.open().named("crowd")) {
            for (int i = 0; i < 10_000; i++) {
                scope.go("clerk", () -> desk.receive());
            }
            browser.reads("#goroutines .tree", "× 10,000");
            browser.reads("#goroutines .tree", "10,000 × receive channel desk");
            assertThat(elements()).isLessThan(1_000);

            browser.click("#goroutines .group a", "clerk × 10,000");
            browser.reads("#details .virtual-total", "10,000 goroutines");
            browser.ask("const list = document.querySelector('.virtual-scroll'); list.scrollTop = list.scrollHeight");
            browser.reads("#details .virtual-scroll", "crowd/clerk-10000");
            assertThat(elements()).isLessThan(1_000);
            desk.close();
        }
    }

    private static long elements() {
        return browser.number("document.querySelectorAll('*').length");
    }

    @Test
    void names_that_look_like_markup_stay_text() throws InterruptedException, IOException {
        Channel<String> channel = Channel.named(HOSTILE).buffered(1);
        page.add(Panel.table(HOSTILE, List.of(HOSTILE), () -> List.of(List.of(HOSTILE))));
        page.add(Panel.pictures(HOSTILE, () -> List.of(picture(HOSTILE))));
        try (var scope = Scope.open().named(HOSTILE);
                var _ = new Workshop(HOSTILE)) {
            scope.go(HOSTILE, () -> channel.receive());

            for (String section : List.of("pipelines", "panels", "network", "channels", "goroutines")) {
                browser.reads("#" + section + "-content", HOSTILE);
            }
            browser.click("#channels a", HOSTILE);
            browser.reads("#details-title", "Channel " + HOSTILE);
            browser.ask("document.querySelector('#search').focus()");
            browser.type("onerror");
            browser.reads("#found-content", HOSTILE);
            browser.until(
                    "document.querySelectorAll('img').length === 0 || [...document.images].every(one => one.complete)");
            assertThat(browser.number("[...document.images].filter(one => !one.src.includes('/picture/')).length"))
                    .isZero();
            assertThat(browser.number("document.querySelectorAll('body script').length"))
                    .isZero();
            assertThat(browser.ask("return document.title")).asString().isNotEqualTo("owned");
            channel.close();
        }
    }

    private static Panel.Picture picture(String caption) {
        return new Panel.Picture("one", caption, "image/jpeg", () -> Files.readAllBytes(Path.of(PICTURE)));
    }

    @Test
    void the_program_shows_tables_and_pictures() {
        page.add(Panel.table("Rooms", List.of("room", "members"), () -> List.of(List.of("lobby", 1234))));
        page.add(Panel.pictures("Latest", () -> List.of(picture("umang.jpg"))));

        browser.reads("#panels td", "lobby");
        browser.reads("#panels td.number", "1,234");
        browser.until(
                "[...document.querySelectorAll('#panels img')].some(one => one.naturalWidth > 0 && one.alt === 'umang.jpg')");
    }

    @Test
    void policies_show_how_much_room_they_have_left() throws InterruptedException {
        var breaker = CircuitBreaker.named("payments").build();
        var memory = new Semaphore(8, "memory");
        try (var topic = new Topic<String>();
                var _ = memory.acquire(5)) {
            var slow = topic.subscribe("orders.>", 4, Topic.Policy.DROP_OLDEST);
            for (int i = 0; i < 6; i++) {
                topic.publish("orders.new", "order " + i);
            }
            browser.reads("#policies .chip.good", "closed");
            breaker.forceOpen();
            browser.reads("#policies .chip.alarm", "forced open");
            browser.reads("#policies", "5 of 8 held");
            browser.reads("#policies .subscriptions", "4 / 4");
            browser.reads("#policies .subscriptions .failed", "2 dropped");

            browser.ask("document.querySelector('#search').focus()");
            browser.type("payments");
            browser.click("#found button", "breaker payments");
            browser.until("document.activeElement.textContent.includes('payments')");
            assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.FORCED_OPEN);
            slow.close();
        }
    }

    @Test
    void a_phone_has_all_of_it_without_scrolling_sideways() throws InterruptedException {
        Channel<String> channel =
                Channel.named("a channel with a long name ".repeat(5)).buffered(8);
        page.add(Panel.table(
                "Wide", List.of("a", "b", "c"), () -> List.of(List.of("word ".repeat(20), "b".repeat(80), 3))));
        browser.resize(PHONE_WIDE, PHONE_HIGH);
        try (var scope = Scope.open().named("scope-with-a-name-that-is-longer-than-a-phone-is-wide");
                var _ = new Workshop("images")) {
            scope.go("goroutine-with-a-name-that-is-longer-than-a-phone-is-wide", () -> channel.receive());
            browser.until("document.querySelectorAll('#pipelines .stage').length === 4");
            browser.reads("#goroutines", "goroutine-with-a-name");
            assertThat(tooWide()).isEmpty();

            browser.click("#pipelines .stage .title", "make");
            browser.reads("#details-title", "Stage make");
            assertThat(tooWide()).isEmpty();
            assertThat(browser.number("document.querySelector('#details').getBoundingClientRect().right"))
                    .isLessThanOrEqualTo(PHONE_WIDE);
            channel.close();
        }
    }

    /** Returns what makes the page wider than the phone. */
    private static String tooWide() {
        return String.valueOf(browser.ask(
                "return document.documentElement.scrollWidth <= arguments[0] ? '' :"
                        + " [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > arguments[0]"
                        + " && !one.closest('.scroll-across')).map(one => one.outerHTML.slice(0, 100)).join('\\n') || 'something'",
                PHONE_WIDE));
    }

    @Test
    void it_can_be_used_by_keyboard_and_read_aloud() {
        try (var _ = new Workshop("images")) {
            browser.until("document.querySelectorAll('#pipelines .stage').length === 4");
            browser.ask("document.querySelector('#pipelines .stage').focus()");
            browser.type(Keys.ENTER);
            browser.until("document.activeElement.id === 'details-title'");
            browser.type(Keys.ESCAPE);
            browser.until("document.querySelector('#details').hidden && document.activeElement.matches('.stage')");

            browser.until("document.querySelector('#goroutines .toggle')");
            var toggle = "document.querySelector('#goroutines .toggle').getAttribute('aria-expanded')";
            browser.ask("document.querySelector('#goroutines .toggle').focus()");
            browser.type(Keys.SPACE);
            browser.until(toggle + " === 'false'");
            browser.type(Keys.SPACE);
            browser.until(toggle + " === 'true'");

            assertThat(browser.number("[...document.querySelectorAll('button, a[href]')].filter(one => !one.hidden"
                            + " && !one.textContent.trim() && !one.ariaLabel).length"))
                    .as("links and buttons without a name")
                    .isZero();
            assertThat(browser.number(
                            "[...document.querySelectorAll('input')].filter(one => !one.labels.length).length"))
                    .as("fields without a label")
                    .isZero();
            assertThat(browser.number(
                            "['header', 'nav', 'main', 'aside'].filter(one => !document.querySelector(one)).length"))
                    .as("landmarks that are missing")
                    .isZero();
        }
    }

    @Test
    void nothing_moves_for_a_person_who_wants_that() {
        var animation = "getComputedStyle(document.querySelector('#pipelines .flowing')).animationName";
        try (var _ = new Workshop("images")) {
            browser.until("document.querySelector('#pipelines .flowing')");
            assertThat(browser.ask("return " + animation)).isEqualTo("flow");

            browser.prefers("prefers-reduced-motion", "reduce");

            browser.until(animation + " === 'none'");
        } finally {
            browser.prefers("prefers-reduced-motion", "no-preference");
        }
    }

    @Test
    void in_the_dark_the_page_is_dark() {
        var ground = "getComputedStyle(document.body).backgroundColor";
        Object light = browser.ask("return " + ground);

        browser.prefers("prefers-color-scheme", "dark");

        browser.until(ground + " !== arguments[0]", light);
        browser.until("document.querySelectorAll('#time-lines canvas').length > 1");
        browser.prefers("prefers-color-scheme", "light");
    }

    @Test
    void a_page_that_is_closed_says_so_and_keeps_the_last_look() {
        browser.until("document.querySelector('#program').textContent !== 'Sluice live'");
        String program = browser.text("#program");

        page.close();

        browser.until("document.body.dataset.connection === 'ended'");
        assertThat(browser.text("#lost-text")).startsWith("The program shows no more");
        assertThat(browser.text("#program")).isEqualTo(program);
    }
}
