package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Offer;
import dev.sluice.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A chat over TCP, with a line for each message; the first line of a client is its name. One goroutine is the hub, which alone knows
 * the clients. Each client has a goroutine that reads, one that writes, and a buffer in between; when that is full, the client is
 * disconnected, and the others don't wait for it.
 */
final class ChatHub {
    private static final int OUTBOX = 64;

    /** A client, as the hub sees it. */
    record Client(String name, Channel<String> outbox) {
        Client(String name) {
            this(name, Channel.named("outbox of " + name).buffered(OUTBOX));
        }
    }

    private sealed interface Event {}

    private record Joined(Client client) implements Event {}

    private record Said(Client client, String line) implements Event {}

    private record Left(Client client) implements Event {}

    private final Channel<Event> events = Channel.named("events").unbuffered();

    public static void main(String... args) throws IOException, InterruptedException {
        if (args.length > 0) {
            try (var stop = Context.onStop(Duration.ofSeconds(5), () -> IO.println("not all clients have ended"));
                    var server = listen(Integer.parseInt(args[0]))) {
                IO.println("nc localhost " + server.getLocalPort() + " joins, and Ctrl-C ends the chat");
                new ChatHub().serve(server, stop);
            }
            return;
        }
        try (var stop = Context.background().withCancel();
                var server = listen(0);
                var scope = Scope.open()) {
            scope.go("server", () -> new ChatHub().serve(server, stop));
            try (var ada = new Socket(server.getInetAddress(), server.getLocalPort());
                    var adaReads = reader(ada)) {
                say(ada, "ada");
                IO.println("ada reads: " + adaReads.readLine());
                try (var bob = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    say(bob, "bob");
                    IO.println("ada reads: " + adaReads.readLine());
                    say(bob, "hello");
                    IO.println("ada reads: " + adaReads.readLine());
                }
                IO.println("ada reads: " + adaReads.readLine());
            }
            stop.cancel();
            scope.join(IOException.class);
        }
        IO.println("the server has ended");
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    }

    /** Serves clients until it is told to stop. */
    void serve(ServerSocket server, Context stop) throws IOException, InterruptedException {
        try (var scope = Scope.open().named("chat");
                var _ = stop.onCancel(scope::cancel)) {
            scope.go("hub", this::run);
            scope.go("door", () -> {
                while (true) {
                    Socket socket = server.accept(); // ends by an exception when the scope is cancelled
                    scope.go("client", () -> converse(socket));
                }
            });
            scope.join(IOException.class);
        }
    }

    /** The hub: handles one event after the other, and waits for no client. */
    void run() throws InterruptedException {
        Set<Client> clients = new LinkedHashSet<>();
        try {
            for (Event event : events) {
                handle(event, clients);
            }
        } finally {
            events.cancel(); // clients that are still leaving needn't wait
        }
    }

    private static void handle(Event event, Set<Client> clients) {
        switch (event) {
            case Joined(var client) -> {
                clients.add(client);
                tell(clients, client.name() + " has joined");
            }
            case Said(var client, var line) -> tell(clients, client.name() + ": " + line);
            case Left(var client) -> {
                if (clients.remove(client)) {
                    client.outbox().close();
                    tell(clients, client.name() + " has left");
                }
            }
        }
    }

    private static void tell(Set<Client> clients, String line) {
        for (Client client : List.copyOf(clients)) {
            if (client.outbox().offer(line) == Offer.FULL) {
                clients.remove(client);
                client.outbox().closeWithError(new IOException(client.name() + " reads too slowly"));
            }
        }
    }

    void join(Client client) throws InterruptedException {
        events.send(new Joined(client));
    }

    void say(Client client, String line) throws InterruptedException {
        events.send(new Said(client, line));
    }

    /** Tells the hub that a client has left, unless the hub has ended. */
    void leave(Client client) throws InterruptedException {
        events.sendIfOpen(new Left(client));
    }

    /** Reads what a client says; a second goroutine writes what it is told. Whichever ends first ends the other. */
    private void converse(Socket socket) throws InterruptedException {
        try (socket;
                var in = reader(socket);
                var scope = Scope.open()) {
            String name = in.readLine();
            if (name == null) {
                return;
            }
            var client = new Client(name.strip());
            join(client);
            try {
                scope.go("writer", () -> write(client, socket));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    say(client, line);
                }
            } finally {
                Context.current().detached().run(() -> leave(client));
            }
        } catch (IOException _) {
            // The client is gone, as one that hangs up.
        }
    }

    private static void write(Client client, Socket socket) throws IOException {
        try (socket) { // ends the reader, too
            for (String line : client.outbox()) {
                say(socket, line);
            }
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
