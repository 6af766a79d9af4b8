package dev.sluice.chat.client;

import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Writes what happens, a line each: what was said to one stream, and what is to be known besides to another. */
final class Screen {
    private final DateTimeFormatter time;
    private final PrintWriter out;
    private final PrintWriter notes;

    Screen(PrintWriter out, PrintWriter notes, ZoneId zone) {
        this.out = out;
        this.notes = notes;
        this.time = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(zone);
    }

    synchronized void said(ServerMessage.Message message) {
        String from = SafeText.of(message.from());
        String where = switch (message.target()) {
            case Target.Room(String room) -> "#" + SafeText.of(room) + " " + from;
            case Target.Person(String person) -> from + " → " + SafeText.of(person);
        };
        String text = message.deleted() ? "(removed by a moderator)" : SafeText.of(message.content());
        out.println(time.format(Instant.ofEpochMilli(message.time())) + " " + where + ": " + text);
        out.flush();
    }

    synchronized void all(List<ServerMessage.Message> messages) {
        messages.forEach(this::said);
    }

    synchronized void note(String text) {
        notes.println("* " + SafeText.of(text));
        notes.flush();
    }

    void members(String room, Conversation.Members members) {
        long others = members.count() - members.names().size();
        String more = others > 0 ? " and " + others + " others" : "";
        note("in #" + room + ": " + String.join(", ", members.names()) + more);
    }
}
