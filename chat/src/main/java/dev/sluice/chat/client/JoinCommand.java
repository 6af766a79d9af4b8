package dev.sluice.chat.client;

import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Tasks;
import dev.sluice.chat.protocol.ServerMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The client for the terminal: lines in, lines out.
 *
 * <p>One goroutine reads lines, and says each when the one before is acknowledged, so that all of a pipe arrives, and in order;
 * another writes what comes.
 */
@Command(
        name = "join",
        description = {
            "Joins a chat in the terminal: each line that you type is sent, and messages of others are printed. /help lists commands.",
            "At the end of the input, it ends as soon as all messages are acknowledged."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class JoinCommand implements Callable<Integer> {
    private static final int LINES = 16;

    @Parameters(
            paramLabel = "URL",
            arity = "0..1",
            defaultValue = "http://127.0.0.1:8080/",
            description = "The address of the server's page. Default: ${DEFAULT-VALUE}.")
    private URI server = URI.create("http://127.0.0.1:8080/");

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Your name.")
    private String name = "";

    @Option(
            names = "--room",
            paramLabel = "ROOM",
            split = ",",
            defaultValue = "lobby",
            description = "The rooms to enter. Lines are sent to the last one. Default: ${DEFAULT-VALUE}.")
    private List<String> rooms = List.of();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the token, for a server that requires one; see ./sluice chat token.")
    private @Nullable Path tokenFile;

    @Spec
    private @Nullable CommandSpec spec;

    private @Nullable SessionFile sessionFile;

    /** Creates a command to be filled in by picocli. */
    public JoinCommand() {}

    @Override
    public Integer call() throws Exception {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        return run(System.in, new Screen(commandLine.getOut(), commandLine.getErr(), ZoneId.systemDefault()));
    }

    int run(InputStream input, Screen screen) throws Exception {
        sessionFile = SessionFile.of(server, name, System.getenv());
        String token = tokenFile == null ? null : Files.readString(tokenFile).strip();
        var options = new ChatOptions(server, name, token, sessionFile.read());
        Channel<String> lines = Channel.buffered(LINES);
        readInBackground(input, lines);
        try (var chat = ChatClient.open(options)) {
            var conversation = new Conversation();
            var commands = new Commands(chat, conversation, screen);
            for (String room : rooms) {
                commands.join(room);
            }
            return Tasks.<Integer, Exception>race(() -> say(lines, commands), () -> show(chat, conversation, screen));
        }
    }

    private static int say(ReceiveChannel<String> lines, Commands commands) throws InterruptedException {
        for (String line : lines) {
            if (!commands.run(line)) {
                break;
            }
        }
        return 0;
    }

    private static void readInBackground(InputStream input, Channel<String> lines) {
        // A thread of its own, since nothing wakes a read from a terminal; it ends with the process.
        Thread.ofPlatform().daemon().name("standard input").start(() -> {
            try (var reader = new BufferedReader(new InputStreamReader(input, charset()))) {
                String line = reader.readLine();
                while (line != null && lines.sendIfOpen(line)) {
                    line = reader.readLine();
                }
                lines.close();
            } catch (IOException e) {
                lines.closeWithError(e);
            } catch (InterruptedException e) {
                lines.close();
            }
        });
    }

    private static Charset charset() {
        return Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
    }

    private int show(ChatClient chat, Conversation conversation, Screen screen) throws IOException {
        try {
            for (ChatEvent event : chat.events()) {
                switch (event) {
                    case ChatEvent.Received(ServerMessage message) -> show(message, conversation, screen);
                    case ChatEvent.Offline(var why, var wait) ->
                        screen.note("offline: " + why + "; next try in " + Math.max(1, wait.toSeconds()) + " s");
                }
            }
            return 0;
        } catch (ChannelFailedException e) {
            screen.note(String.valueOf(Objects.requireNonNull(e.getCause()).getMessage()));
            return 1;
        }
    }

    private void show(ServerMessage message, Conversation conversation, Screen screen) throws IOException {
        switch (message) {
            case ServerMessage.Welcome welcome -> {
                Objects.requireNonNull(sessionFile).write(welcome.session());
                conversation.seen(Sequences.PRIVATE, welcome.backlog().messages());
                screen.note("you are " + welcome.name());
                screen.all(welcome.backlog().messages());
            }
            case ServerMessage.Joined joined -> {
                conversation.joined(joined);
                screen.all(joined.backlog().messages());
                screen.members(joined.room(), conversation.members(joined.room()));
            }
            case ServerMessage.Message said -> screen.said(said);
            case ServerMessage.History history -> {
                conversation.seen(history.room() == null ? Sequences.PRIVATE : history.room(), history.messages());
                screen.all(history.messages());
                if (!history.more()) {
                    screen.note("there is nothing older");
                }
            }
            case ServerMessage.Presence presence -> {
                ServerMessage.Presence news = conversation.changed(presence);
                news.joined().forEach(who -> screen.note(who + " has come to #" + news.room()));
                news.left().forEach(who -> screen.note(who + " has left #" + news.room()));
            }
            case ServerMessage.Deleted deleted -> {
                if (conversation.hasSeen(deleted.room(), deleted.offset())) {
                    screen.note("a message in #" + deleted.room() + " was removed by a moderator");
                }
            }
            case ServerMessage.Refused refused -> screen.note(refused.text());
            case ServerMessage.Ack ack -> screen.note(ack.id() + ": done");
            case ServerMessage.Typing _, ServerMessage.Pong _, ServerMessage.Bye _ -> {}
        }
    }
}
