package dev.sluice.chat;

import dev.sluice.chat.hub.Counts;
import dev.sluice.chat.hub.Hub;
import dev.sluice.chat.net.SocketServer;
import dev.sluice.observe.LivePage;
import dev.sluice.observe.Panel;
import java.io.IOException;
import java.util.List;

/** The live page of the chat: rooms, connections, and clients that don't take what waits for them. */
final class Live {
    private Live() {}

    /** Starts the page at a port of this machine. */
    static LivePage start(int port, Hub hub, SocketServer socket, Counts counts) throws IOException {
        LivePage page = LivePage.start(port);
        return page.add(Panel.table("Chat", List.of("what", "how many"), () -> totals(socket, counts)))
                .add(Panel.table(
                        "Rooms",
                        List.of("room", "members"),
                        () -> hub.rooms().stream()
                                .map(room -> List.<Object>of(room.name(), room.members()))
                                .toList()))
                .add(Panel.table(
                        "Slow clients",
                        List.of("address", "bytes that wait"),
                        () -> socket.slowClients().stream()
                                .map(client -> List.<Object>of(client.address(), client.bytes()))
                                .toList()));
    }

    private static List<List<Object>> totals(SocketServer socket, Counts counts) {
        return List.of(
                List.of("connections", socket.connections()),
                List.of("people", counts.people()),
                List.of("rooms", counts.rooms()),
                List.of("messages of clients", counts.in.sum()),
                List.of("messages refused: too many", counts.rateLimited.sum()),
                List.of("messages refused: not stored", counts.notStored.sum()));
    }
}
