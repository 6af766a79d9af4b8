package dev.sluice.chat.client;

import static java.util.Objects.requireNonNullElse;

import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.Target;
import org.jspecify.annotations.Nullable;

/** What the lines mean that are typed into the terminal client. */
final class Commands {
    private static final String HELP = """
            a line is said where you are. Besides:
            /join ROOM       enters a room, and turns to it
            /leave           leaves the room
            /msg NAME TEXT   says something to one person; without a text, turns to that person
            /who             says who is in the room
            /history [N]     shows N older messages, 20 unless said otherwise
            /quit            ends this
            //TEXT           says a text that begins with /
            for moderators: /mute NAME [SECONDS], /kick NAME, /ban NAME [SECONDS]; 0 seconds lift it""";

    private static final int HISTORY = 20;

    private final ChatClient chat;
    private final Conversation conversation;
    private final Screen screen;

    Commands(ChatClient chat, Conversation conversation, Screen screen) {
        this.chat = chat;
        this.conversation = conversation;
        this.screen = screen;
    }

    /**
     * Does what a line says, and waits until it is acknowledged if it is said to a room or a person.
     *
     * @return false if it is time to go
     */
    boolean run(String line) throws InterruptedException {
        if (line.isBlank()) {
            return true;
        }
        if (!line.startsWith("/")) {
            return say(conversation.target(), line);
        }
        if (line.startsWith("//")) {
            return say(conversation.target(), line.substring(1));
        }
        String[] words = line.substring(1).split("\\s+", 3);
        String name = words.length > 1 ? words[1] : "";
        String rest = words.length > 2 ? words[2] : "";
        switch (words[0]) {
            case "quit", "exit" -> {
                return false;
            }
            case "join" -> join(name);
            case "leave" -> leave();
            case "who" -> who();
            case "history" -> history(name);
            case "msg" -> message(name, rest);
            case "mute" -> moderate(name, new ClientMessage.Mute(name, seconds(rest), null, "mute " + name));
            case "kick" -> moderate(name, new ClientMessage.Kick(name, null, "kick " + name));
            case "ban" -> moderate(name, new ClientMessage.Ban(name, seconds(rest), null, "ban " + name));
            default -> screen.note(HELP);
        }
        return true;
    }

    private boolean say(@Nullable Target target, String text) throws InterruptedException {
        if (target == null) {
            screen.note("you are in no room; /join ROOM enters one");
            return true;
        }
        try {
            chat.say(target, text).await(ChatException.class);
        } catch (ChatException e) {
            screen.note("not sent: " + e.getMessage());
        }
        return true;
    }

    void join(String room) throws InterruptedException {
        if (room.isEmpty()) {
            screen.note("/join needs the name of a room");
            return;
        }
        chat.join(room);
        conversation.turnTo(new Target.Room(Sequences.spelled(room)));
    }

    private void leave() throws InterruptedException {
        if (conversation.target() instanceof Target.Room(String room)) {
            chat.leave(room);
            conversation.left(room);
            screen.note("you have left #" + room
                    + (conversation.target() instanceof Target.Room(String next) ? ", and are in #" + next : ""));
        } else {
            screen.note("this isn't a room");
        }
    }

    private void who() {
        if (conversation.target() instanceof Target.Room(String room)) {
            screen.members(room, conversation.members(room));
        } else {
            screen.note("this isn't a room");
        }
    }

    private void history(String count) throws InterruptedException {
        int limit = count.matches("\\d{1,3}") ? Integer.parseInt(count) : HISTORY;
        if (limit < 1 || limit > ClientMessage.History.MAX_LIMIT) {
            screen.note("/history must be from 1 to " + ClientMessage.History.MAX_LIMIT + ", was " + count);
            return;
        }
        ClientMessage.History request = conversation.older(limit);
        if (request == null) {
            screen.note("there is nothing older");
        } else if (!chat.send(request)) {
            screen.note("you are offline; try again later");
        }
    }

    private void message(String name, String text) throws InterruptedException {
        if (name.isEmpty()) {
            screen.note("/msg needs the name of a person");
        } else if (text.isEmpty()) {
            conversation.turnTo(new Target.Person(Sequences.spelled(name)));
            screen.note("what you write goes to " + name);
        } else {
            say(new Target.Person(Sequences.spelled(name)), text);
        }
    }

    private void moderate(String name, ClientMessage.Moderation request) throws InterruptedException {
        if (name.isEmpty()) {
            screen.note(requireNonNullElse(request.id(), "that").strip() + " needs the name of a person");
        } else if (!chat.send(request)) {
            screen.note("you are offline; try again later");
        }
    }

    private static long seconds(String text) {
        return text.matches("\\d{1,15}") ? Long.parseLong(text) : ClientMessage.FOREVER;
    }
}
