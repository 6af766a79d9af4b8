package dev.sluice.chat.chaos;

import dev.sluice.ChannelFailedException;
import dev.sluice.Scope;
import dev.sluice.chat.client.ChatClient;
import dev.sluice.chat.client.ChatEvent;
import dev.sluice.chat.client.ChatOptions;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import dev.sluice.sync.Awaitable;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that stay, whatever happens to their server, in a process that can be stopped for a while. They talk in a few rooms until they are
 * told to stop, wait for what isn't acknowledged, and for what others have said, and write down what they have seen.
 *
 * <p>The process writes {@code joined}, reads {@code talk}, reads {@code quiet}, writes {@code acked} lines and {@code quiet},
 * reads {@code until ROOM OFFSET} lines and {@code end}, writes {@code seen} lines and {@code end}.
 */
final class StayingClients {
    static final int ROOMS = 5;
    private static final int ROOMS_OF_A_CLIENT = 2;
    private static final int LONGEST_PAUSE_MILLIS = 2_000;
    private static final int PAGE = ClientMessage.History.MAX_LIMIT;
    private static final int PAUSE_MILLIS = 60;

    private record Said(String room, String content, Awaitable<Position> position) {}

    private final int clients;
    private final CountDownLatch joined;
    private final CountDownLatch quiet;
    private final CountDownLatch talk = new CountDownLatch(1);
    private final CountDownLatch untilIsKnown = new CountDownLatch(1);
    private final Map<String, Long> until = new ConcurrentHashMap<>();
    private volatile boolean talking = true;

    private StayingClients(int clients) {
        this.clients = clients;
        joined = new CountDownLatch(clients);
        quiet = new CountDownLatch(clients);
    }

    /** Runs with the address of the server, a prefix of names, the number of clients and a seed as arguments. */
    public static void main(String[] arguments) throws Exception {
        var all = new StayingClients(Integer.parseInt(arguments[2]));
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var scope = Scope.open()) {
            for (int i = 0; i < all.clients; i++) {
                String name = arguments[1] + i;
                var random = new Random(Long.parseLong(arguments[3]) + i);
                scope.go(name, () -> all.stay(URI.create(arguments[0]), name, random));
            }
            scope.go("commands", () -> all.obey(commands));
            scope.join();
        }
        write("end");
    }

    private void obey(BufferedReader commands) throws Exception {
        joined.await();
        write("joined");
        expect(commands, "talk");
        talk.countDown();
        expect(commands, "quiet");
        talking = false;
        quiet.await();
        write("quiet");
        for (String line = commands.readLine(); !"end".equals(line); line = commands.readLine()) {
            var words = new Scanner(line);
            expectWord(words.next(), "until");
            until.put(words.next(), words.nextLong());
        }
        untilIsKnown.countDown();
    }

    private static void expect(BufferedReader commands, String word) throws Exception {
        expectWord(commands.readLine(), word);
    }

    private static void expectWord(String read, String word) {
        if (!word.equals(read)) {
            throw new IllegalStateException("expected " + word + ", read " + read);
        }
    }

    private void stay(URI server, String name, Random random) throws Exception {
        Map<String, Seen> rooms = new LinkedHashMap<>();
        int first = random.nextInt(ROOMS);
        for (int i = 0; i < ROOMS_OF_A_CLIENT; i++) {
            rooms.put("room" + (first + i) % ROOMS, new Seen());
        }
        try (var scope = Scope.open();
                var chat = ChatClient.open(ChatOptions.of(server, name))) {
            scope.go("events of " + name, () -> watch(chat, rooms));
            for (String room : rooms.keySet()) {
                chat.join(room);
            }
            for (Seen seen : rooms.values()) {
                seen.joined.await();
            }
            joined.countDown();
            talk.await();
            List<Said> said = talk(chat, name, List.copyOf(rooms.keySet()), random);
            for (Said each : said) {
                Position at = each.position().await();
                write("acked %s %d %s".formatted(each.room(), at.offset(), each.content()));
            }
            quiet.countDown();
            untilIsKnown.await();
            for (var room : rooms.entrySet()) {
                complete(chat, room.getKey(), room.getValue());
            }
        }
        rooms.forEach((room, seen) -> seen.all()
                .forEach(message ->
                        write("seen %s %s %d %s".formatted(name, room, message.offset(), message.content()))));
    }

    /** Waits until a client has seen all of a room, and asks for the history of what it was away for too long to be given. */
    private void complete(ChatClient chat, String room, Seen seen) throws InterruptedException {
        long last = until.getOrDefault(room, 0L);
        while (seen.lacks(last)) {
            int known = seen.size();
            Long before = seen.endOfGap();
            if (before != null) {
                chat.send(new ClientMessage.History(room, before, PAGE));
                Thread.sleep(PAUSE_MILLIS); // the server allows twenty requests a second
            }
            seen.awaitMoreThan(known);
        }
    }

    private List<Said> talk(ChatClient chat, String name, List<String> rooms, Random random)
            throws InterruptedException {
        var said = new ArrayList<Said>();
        while (talking) {
            String room = rooms.get(random.nextInt(rooms.size()));
            String content = name + "-" + said.size();
            said.add(new Said(room, content, chat.say(new Target.Room(room), content)));
            Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
        }
        return said;
    }

    /** Takes what comes until the client is closed. */
    private static void watch(ChatClient chat, Map<String, Seen> rooms) {
        try {
            for (ChatEvent event : chat.events()) {
                if (!(event instanceof ChatEvent.Received(ServerMessage message))) {
                    continue;
                }
                switch (message) {
                    case ServerMessage.Joined at -> rooms.get(at.room()).joined(at);
                    case ServerMessage.History page -> rooms.get(page.room()).add(page.messages());
                    case ServerMessage.Message said -> {
                        if (said.target() instanceof Target.Room(String room)) {
                            rooms.get(room).add(said);
                        }
                    }
                    default -> {}
                }
            }
        } catch (ChannelFailedException _) {
            // The client was closed.
        }
    }

    /** What a client has seen of a room. Offsets have no gaps, so what is lacking can be told. */
    private static final class Seen {
        private static final Duration PATIENCE = Duration.ofMillis(500);

        final CountDownLatch joined = new CountDownLatch(1);

        // Guarded by this.
        private final NavigableMap<Long, ServerMessage.Message> messages = new TreeMap<>();
        private long first;
        private long last;

        synchronized void joined(ServerMessage.Joined at) {
            if (joined.getCount() == 1) {
                first = at.backlog().offset() + 1;
                last = at.backlog().offset();
                joined.countDown();
            } else if (!at.backlog().recovered()) {
                add(at.backlog().messages());
                last = at.backlog().offset();
            }
        }

        /** Adds what was said; it must be new, and come in order. */
        synchronized void add(ServerMessage.Message message) {
            if (message.offset() <= last) {
                throw new IllegalStateException("after %d came %s".formatted(last, message));
            }
            last = message.offset();
            messages.put(last, message);
            notifyAll();
        }

        /** Adds messages of the history, some of which may be known. */
        synchronized void add(List<ServerMessage.Message> page) {
            page.stream().filter(each -> each.offset() >= first).forEach(each -> messages.put(each.offset(), each));
            notifyAll();
        }

        synchronized boolean lacks(long offset) {
            return offset >= first && messages.headMap(offset, true).size() < offset - first + 1;
        }

        /** Returns the offset before which some are lacking though later ones are known, or null. */
        synchronized @Nullable Long endOfGap() {
            long expected = first;
            for (long offset : messages.keySet()) {
                if (offset != expected) {
                    return offset;
                }
                expected++;
            }
            return null;
        }

        /** Waits for more messages than these, and not for long, since a request may have been lost with its connection. */
        synchronized void awaitMoreThan(int known) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (long left; messages.size() <= known && (left = deadline - System.nanoTime()) > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }

        synchronized int size() {
            return messages.size();
        }

        synchronized List<ServerMessage.Message> all() {
            return List.copyOf(messages.values());
        }
    }

    private static synchronized void write(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
