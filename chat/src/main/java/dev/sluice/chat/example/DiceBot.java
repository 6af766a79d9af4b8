package dev.sluice.chat.example;

import dev.sluice.chat.client.ChatClient;
import dev.sluice.chat.client.ChatEvent.Received;
import dev.sluice.chat.client.ChatOptions;
import dev.sluice.chat.protocol.ServerMessage.Message;
import dev.sluice.chat.protocol.Target;
import java.net.URI;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** A bot that throws dice: to {@code !roll 2d6}, in its room or in private, it says something like {@code 2d6: 7}. */
public final class DiceBot {
    private static final String NAME = "dice";
    private static final Pattern ROLL = Pattern.compile("!roll ([1-9]\\d?)d([1-9]\\d{0,3})");

    private DiceBot() {}

    /**
     * Runs the bot until the server doesn't want it any more.
     *
     * @param arguments the address of the server's page, and the room
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        try (var chat = ChatClient.open(ChatOptions.of(URI.create(arguments[0]), NAME))) {
            chat.join(arguments[1]);
            for (var event : chat.events()) {
                if (event instanceof Received(Message message)
                        && ROLL.matcher(message.content()).matches()) {
                    boolean room = message.target() instanceof Target.Room;
                    chat.say(room ? message.target() : new Target.Person(message.from()), roll(message.content()));
                }
            }
        }
    }

    private static String roll(String content) {
        var dice = ROLL.matcher(content);
        int sum = 0;
        for (int i = dice.matches() ? Integer.parseInt(dice.group(1)) : 0; i > 0; i--) {
            sum += 1 + ThreadLocalRandom.current().nextInt(Integer.parseInt(dice.group(2)));
        }
        return content.substring("!roll ".length()) + ": " + sum;
    }
}
