package dev.sluice.chat.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.chat.ServerProcess;
import dev.sluice.chat.client.ChatClient;
import dev.sluice.chat.client.ChatException;
import dev.sluice.chat.client.ChatOptions;
import dev.sluice.chat.protocol.Target;
import dev.sluice.chat.store.Feed;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Two people with a browser each, and the server as a process. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(180) // two browsers and a server on a busy machine
class ChatPageTest {
    private static final int WIDE = 1100;
    private static final int HIGH = 720;
    private static final int PHONE_WIDE = 390;
    private static final int PHONE_HIGH = 780;

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static Browser jane;
    private static Browser joe;
    private static int number;

    /** Names that no other test has. */
    private final String janesName = "jane" + ++number;

    private final String joesName = "joe" + number;

    @BeforeAll
    static void start() throws IOException {
        jane = Browser.open();
        joe = Browser.open();
        server = ServerProcess.start(folder.resolve("chat.db"), "--admin", "admin");
    }

    @AfterAll
    static void stop() {
        for (Browser browser : new Browser[] {jane, joe}) {
            if (browser != null) {
                browser.close();
            }
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void enter() {
        jane.resize(WIDE, HIGH);
        joe.resize(WIDE, HIGH);
        jane.enter(server.address(), janesName);
        joe.enter(server.address(), joesName);
    }

    @Test
    void two_people_talk() {
        jane.say("Hello from jane " + janesName);
        joe.hears("Hello from jane " + janesName);
        joe.say("Hello back " + janesName);
        jane.hears("Hello back " + janesName);

        jane.until("document.querySelector('#members').textContent.includes(arguments[0])", joesName);
        assertThat(jane.problems()).isEmpty();
        assertThat(joe.problems()).isEmpty();
    }

    @Test
    void a_private_message_is_counted_until_it_is_read() {
        joe.type("#person", janesName, Keys.ENTER);
        joe.say("psst");

        jane.until("document.title.startsWith('(1)')");
        assertThat(jane.heard()).doesNotContain("psst");
        jane.click("#people .place-button");
        jane.hears("psst");
        jane.until("!document.title.startsWith('(')");
        jane.say("I know");
        joe.hears("I know");
    }

    @Test
    void markup_stays_text() {
        var markup =
                "<img src=x onerror=\"document.title='owned'\"> <b>&amp;</b> <script>alert(1)</script> " + janesName;

        jane.say(markup);

        joe.hears(markup);
        joe.until("document.querySelectorAll('#chat img, #chat b:not(#me), #chat script').length === 0");
        assertThat(joe.ask("return document.title")).asString().doesNotContain("owned");
        assertThat(joe.problems()).isEmpty();
    }

    @Test
    void it_shows_who_is_typing() {
        joe.type("#text", "I am wri");

        jane.until("document.querySelector('#typing').textContent === arguments[0]", joesName + " is typing …");
        joe.type("#text", "done", Keys.ENTER);
        jane.hears("done");
        jane.until("document.querySelector('#typing').textContent === ''");
    }

    @Test
    void scrolling_up_brings_what_was_said_before() throws InterruptedException, ChatException {
        String room = "old-" + janesName;
        List<String> said = fill(room, 120);

        jane.type("#room", room, Keys.ENTER);
        jane.hears(said.getLast());
        assertThat(jane.heard()).hasSize(50);
        while (jane.heard().size() < said.size()) {
            int before = jane.heard().size();
            jane.ask("document.querySelector('#scroll').scrollTop = 0");
            jane.until("document.querySelectorAll('#log .content').length > arguments[0]", before);
        }

        assertThat(jane.heard()).containsExactlyElementsOf(said);
        jane.until("document.querySelector('#beginning').textContent === 'This is the beginning.'");
    }

    @Test
    void nothing_is_lost_or_repeated_when_the_server_is_killed() throws Exception {
        String room = "crash-" + janesName;
        for (Browser browser : List.of(jane, joe)) {
            browser.type("#room", room, Keys.ENTER);
            browser.until("document.querySelector('#title').textContent === arguments[0]", "# " + room);
        }
        jane.say("before");
        joe.hears("before");

        server.kill();
        jane.until("document.body.dataset.connection !== 'online'");
        joe.until("document.body.dataset.connection !== 'online'");
        assertThat(jane.text("#status")).contains("You are offline");
        jane.say("while it was dead");
        jane.until("document.querySelector('#outbox').textContent.includes('will be sent')");
        joe.say("I too");
        server.restart();
        jane.online();
        joe.online();
        jane.say("after");

        for (Browser browser : List.of(jane, joe)) {
            browser.hears("after");
            browser.hears("I too");
            browser.until("document.querySelector('#outbox').children.length === 0");
            assertThat(browser.heard()).containsExactlyInAnyOrder("before", "while it was dead", "I too", "after");
            assertThat(browser.text("#status")).isEmpty();
        }
        assertThat(jane.heard()).isEqualTo(joe.heard());
    }

    @Test
    void a_reload_keeps_the_name_the_rooms_and_what_was_read() {
        jane.type("#room", "kept-" + janesName, Keys.ENTER);
        jane.say("once");
        jane.hears("once");

        jane.reload();

        jane.online().hears("once");
        assertThat(jane.heard()).containsExactly("once");
        assertThat(jane.text("#me")).isEqualTo(janesName);
        assertThat(jane.text("#title")).isEqualTo("# kept-" + janesName);
        jane.until("!document.title.startsWith('(')");
    }

    @Test
    void a_second_window_takes_over_and_the_first_says_so() {
        jane.ask("window.open(location.href)");

        jane.until("document.body.dataset.connection === 'stopped'");
        assertThat(jane.text("#status")).isNotEmpty();
        jane.click("#reconnect");
        jane.online();
        jane.closeOthers();
    }

    @Test
    void a_name_in_use_is_refused_and_another_one_can_be_chosen() {
        joe.begin(server.address());
        joe.type("#name", janesName, Keys.ENTER);

        joe.until("document.querySelector('#entry-error').textContent.includes(arguments[0])", janesName);
        joe.type("#name", joesName + "b", Keys.ENTER);
        joe.online();
    }

    @Test
    void it_fits_a_phone() {
        jane.resize(PHONE_WIDE, PHONE_HIGH);
        jane.say("A word that is too long for a line: " + "x".repeat(200) + janesName);

        jane.hears("A word that is too long for a line: " + "x".repeat(200) + janesName);
        jane.until("document.documentElement.scrollWidth <= innerWidth");
        jane.until("document.querySelector('#scroll').scrollWidth <= innerWidth");
        jane.until("document.querySelector('#say button').getBoundingClientRect().bottom <= innerHeight");
        jane.click("#show-places");
        jane.click("#rooms .place-button");
        jane.until("getComputedStyle(document.querySelector('#places')).visibility === 'hidden'");
    }

    @Test
    void it_can_be_used_by_keyboard_and_read_aloud() {
        jane.until("document.activeElement.id === 'text'");
        jane.type("#room", "keys-" + janesName, Keys.ENTER);
        jane.until("document.activeElement.id === 'text'");
        jane.type("#text", Keys.chord(Keys.ALT, Keys.ARROW_DOWN));
        jane.until("document.querySelector('#title').textContent === '# lobby'");

        jane.until("document.querySelector('#log').getAttribute('role') === 'log'");
        assertThat(
                        jane.ask(
                                "return [...document.querySelectorAll('input, textarea')].filter(one => !one.labels.length).length"))
                .as("fields without a label")
                .isEqualTo(0L);
        assertThat(jane.ask("return [...document.querySelectorAll('button')]"
                        + ".filter(one => !one.hidden && !one.textContent.trim() && !one.ariaLabel).length"))
                .as("buttons without a name")
                .isEqualTo(0L);
    }

    @Test
    void an_admin_removes_a_message() {
        joe.enter(server.address(), "admin");
        jane.say("bad words " + janesName);
        joe.hears("bad words " + janesName);

        joe.ask(
                "[...document.querySelectorAll('#log li')].find(one => one.textContent.includes(arguments[0]))"
                        + ".querySelector('.remove').click()",
                "bad words " + janesName);

        jane.hears("Removed by a moderator");
        assertThat(jane.heard()).doesNotContain("bad words " + janesName);
    }

    @Test
    void what_was_removed_while_it_was_offline_is_removed_when_it_is_back() throws Exception {
        String room = "moderated-" + janesName;
        jane.type("#room", room, Keys.ENTER);
        jane.say("kept");
        jane.hears("kept");
        jane.say("bad words");
        jane.hears("bad words");

        server.kill();
        try (var store = Store.open(folder.resolve("chat.db").toString(), StoreOptions.DEFAULT, _ -> {})) {
            assertThat(store.delete(Feed.room(room), 2, "admin")).isTrue();
        }
        server.restart();

        jane.hears("Removed by a moderator");
        assertThat(jane.heard()).containsExactly("kept", "Removed by a moderator");
    }

    @Test
    void pictures_are_taken_for_the_docs() throws IOException {
        assumeTrue(Boolean.getBoolean("sluice.docs.update"), "run with -Dsluice.docs.update=true to take them");
        String room = "garden";
        for (Browser browser : List.of(jane, joe)) {
            browser.type("#room", room, Keys.ENTER);
            browser.until("document.querySelector('#title').textContent === '# garden'");
        }
        joe.say("Good morning! Did the seeds come?");
        jane.hears("Good morning! Did the seeds come?");
        jane.say("Yes. Two kinds of beans, and <b>no</b> markup: what you type is what I read.");
        joe.hears("Yes. Two kinds of beans, and <b>no</b> markup: what you type is what I read.");
        joe.say("Then I bring the tools at ten.");
        jane.hears("Then I bring the tools at ten.");
        joe.type("#person", janesName, Keys.ENTER);
        joe.say("Shall I bring cake too?");
        jane.until("document.title.startsWith('(1)')");
        Path docs = Path.of("..", "docs", "chat");
        jane.screenshot(docs.resolve("desktop.png"));
        joe.resize(PHONE_WIDE, PHONE_HIGH);
        joe.dark(true);
        joe.screenshot(docs.resolve("phone.png"));
        joe.dark(false);
    }

    /** Says a number of things in a room, and returns them. */
    private static List<String> fill(String room, int messages) throws InterruptedException, ChatException {
        List<String> said = new ArrayList<>();
        try (var chat = ChatClient.open(ChatOptions.of(URI.create(server.address()), "filler-" + room))) {
            chat.join(room);
            for (int i = 0; i < messages; i++) {
                said.add("message " + i);
                chat.say(new Target.Room(room), said.get(i)).await(ChatException.class);
            }
        }
        return said;
    }
}
