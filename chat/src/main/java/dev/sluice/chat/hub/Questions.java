package dev.sluice.chat.hub;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.store.Feed;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the store what takes its time: each question in a goroutine of its own, whose answer comes back to the hub as something to run.
 * There is no more than one open question of a client, since its next messages wait for the answer.
 */
final class Questions {
    /** Asks; may wait. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws Refusal, StoreException, InterruptedException;
    }

    /** Goes on with the answer, on the goroutine of the hub. */
    @FunctionalInterface
    interface Answer<T> {
        void accept(T answer) throws Refusal;
    }

    /** What is to be done for a client whose question was answered. */
    record Answered(Session session, Runnable then, Runnable lastly) {}

    private static final System.Logger LOG = System.getLogger("dev.sluice.chat");

    private final Channel<Answered> answers = Channel.named("chat answers").buffered(256);
    private final Scope scope;
    private final Store store;

    Questions(Scope scope, Store store) {
        this.scope = scope;
        this.store = store;
    }

    ReceiveChannel<Answered> answers() {
        return answers;
    }

    /** Asks something for a client, which is told what is refused; like the longer form. */
    <T> void ask(Session session, ClientMessage about, Question<T> question, Answer<T> then) {
        ask(session, about, question, then, () -> {});
    }

    /**
     * Asks something for a client.
     *
     * @param about the message that needs to know; the client is told if it is refused
     * @param question runs in a goroutine
     * @param then runs in the hub, if the question has an answer and the client hasn't gone
     * @param lastly runs in the hub after that, in any case
     */
    <T> void ask(Session session, ClientMessage about, Question<T> question, Answer<T> then, Runnable lastly) {
        session.begin();
        scope.tryGo("question", () -> {
            Runnable next;
            try {
                T answer = answer(question);
                next = () -> {
                    try {
                        then.accept(answer);
                    } catch (Refusal refusal) {
                        session.refuse(about, refusal);
                    }
                };
            } catch (Refusal refusal) {
                next = () -> session.refuse(about, refusal);
            }
            answers.send(new Answered(session, next, lastly));
        });
    }

    private static <T> T answer(Question<T> question) throws Refusal, InterruptedException {
        try {
            return question.ask();
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.ERROR, "the store couldn''t be asked: {0}", e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new Refusal(ErrorCode.BAD_FIELD, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a question to the store has failed", e);
        }
        throw new Refusal(
                ErrorCode.NOT_STORED,
                "the server's store doesn't work at present; try again later",
                Duration.ofSeconds(5));
    }

    /** Reads what a client needs of a feed whose last message it knows is this one. May wait. */
    History.Loaded load(Feed feed, @Nullable Position after) throws StoreException, InterruptedException {
        // In this order: what is committed in between is in the list, and perhaps not counted yet.
        long last = store.last(feed);
        var latest = store.before(feed, Long.MAX_VALUE, History.LATEST);
        List<ServerMessage.Message> missed = null;
        if (after != null && after.epoch().equals(store.epoch()) && after.offset() < last) {
            missed = Messages.sent(store.after(feed, after.offset(), History.MOST_MISSED), store.epoch());
        }
        List<Long> removed = store.deleted(feed, last - History.REMOVED);
        return new History.Loaded(last, Messages.sent(latest, store.epoch()), removed, missed);
    }
}
