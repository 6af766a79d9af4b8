package dev.sluice.chat.chaos;

import dev.sluice.Scope;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Many connections that come, say hello and a message in a room, listen for a while and go, half of them by a reset. The process ends when
 * its standard input does, and writes then how many visits there were, and how many messages it has heard.
 */
final class Visitors {
    private static final int IN_A_ROOM = 20;
    private static final int MILLIS_OF_A_VISIT = 8; // for each visitor, so that about 250 a second come and go
    private static final Pattern SESSION = Pattern.compile("\"session\":\"([^\"]+)\"");

    private final int port;
    private final int visitors;
    private final AtomicLong visits = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();
    private volatile boolean going;

    private Visitors(int port, int visitors) {
        this.port = port;
        this.visitors = visitors;
    }

    /** Runs with the port of the server and the number of visitors as arguments. */
    public static void main(String[] arguments) throws Exception {
        var all = new Visitors(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        try (var scope = Scope.open()) {
            for (int i = 0; i < all.visitors; i++) {
                int number = i;
                scope.go("visitor", () -> all.comeAndGo(number));
            }
            Thread.ofPlatform().daemon().start(all::awaitEnd);
            scope.join();
        }
        System.out.println(all.visits + " " + all.heard);
    }

    private void awaitEnd() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // Is an end too.
        }
        going = true;
    }

    private void comeAndGo(int number) throws IOException, InterruptedException {
        var random = new Random(number);
        String session = null;
        while (!going) {
            Thread.sleep(random.nextInt(MILLIS_OF_A_VISIT * visitors));
            session = going ? session : visit(number, session, random);
        }
    }

    /** Pays a visit, and returns the key that takes the name over again. */
    private String visit(int number, @Nullable String session, Random random) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            InputStream in = socket.getInputStream();
            socket.getOutputStream().write(Frames.upgrade(port));
            while (!Frames.line(in).isEmpty()) {} // of the response
            String key = session == null ? "" : ",\"session\":\"" + session + "\"";
            send(socket, "{\"type\":\"hello\",\"name\":\"visitor%d\"%s}".formatted(number, key));
            String room = "room" + number / IN_A_ROOM;
            send(socket, "{\"type\":\"join\",\"room\":\"%s\"}".formatted(room));
            send(socket, "{\"type\":\"say\",\"room\":\"%s\",\"content\":\"hello from %d\"}".formatted(room, number));
            String first = Frames.read(socket);
            Matcher welcome = SESSION.matcher(first);
            if (!welcome.find()) {
                throw new IOException("visitor%d wasn't let in: %s".formatted(number, first));
            }
            listen(socket, random.nextInt(MILLIS_OF_A_VISIT * visitors));
            socket.setSoLinger(random.nextBoolean(), 0);
            visits.incrementAndGet();
            return welcome.group(1);
        }
    }

    private void listen(Socket socket, int millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (!going && System.nanoTime() < end) {
            socket.setSoTimeout(Math.max(1, (int) ((end - System.nanoTime()) / 1_000_000)));
            try {
                if (!Frames.read(socket).isEmpty()) {
                    heard.incrementAndGet();
                }
            } catch (SocketTimeoutException _) {
                return;
            } catch (EOFException e) {
                throw new IOException("the server has closed a connection that was well", e);
            }
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(Frames.text(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
