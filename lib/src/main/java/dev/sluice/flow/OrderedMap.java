package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.SendChannel;
import dev.sluice.function.CheckedFunction;
import dev.sluice.internal.OwnChannels;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies a function in several goroutines and sends the results in the order of the values they are made of. Each goroutine
 * {@link #run runs} the one loop.
 *
 * <p>A result waits in its goroutine until those before it have been sent. So there are never more values in flight than
 * goroutines, and a slow one holds up those after it. A failure waits for its turn like a result: what came before is sent.
 */
final class OrderedMap<T, R> {
    /*
     * Two orders are to be kept, that of receiving and that of sending. The goroutine that holds the baton receives the next value, puts a new
     * turn into the baton for the next goroutine, and passes it on before it begins to work. A turn is given by a send to it:
     * then its owner sends its result, and gives the next turn.
     *
     *     baton:  the turn of the next to receive; closed when there is nothing more to receive
     *     turn:   not yet given, given (holds a token), or closed: the one before has ended and won't send
     *
     * A goroutine that ends for any reason closes the turn after its own, so that all that wait behind it end too; with its
     * error, if it has failed. They throw the same, so whichever is first to tell of it, it is the first in order.
     */
    private enum Token {
        TOKEN
    }

    private final ReceiveChannel<? extends T> in;
    private final SendChannel<R> out;
    private final CheckedFunction<? super T, ? extends R, ?> function;
    private final Consumer<? super R> dropped;
    private final Channel<Channel<Token>> baton =
            OwnChannels.unlisted(Channel.named("baton")).buffered(1);

    /**
     * Prepares the loop.
     *
     * @param dropped gets results that aren't sent because one before them has failed or can't be sent any more
     */
    OrderedMap(
            ReceiveChannel<? extends T> in,
            SendChannel<R> out,
            CheckedFunction<? super T, ? extends R, ?> function,
            Consumer<? super R> dropped) {
        this.in = in;
        this.out = out;
        this.function = function;
        this.dropped = dropped;
        Channel<Token> first = newTurn();
        first.offer(Token.TOKEN);
        baton.offer(first);
    }

    private static Channel<Token> newTurn() {
        return OwnChannels.unlisted(Channel.named("turn")).buffered(1);
    }

    void run() throws Exception {
        boolean goesOn = true;
        while (goesOn) {
            Channel<Token> turn = baton.receive();
            goesOn = turn != null && next(turn);
        }
    }

    private boolean next(Channel<Token> turn) throws Exception {
        Channel<Token> following = newTurn();
        boolean sent = false;
        try {
            sent = sendNext(turn, following);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            following.closeWithError(Stage.errorOf(e));
            throw e;
        } finally {
            if (sent) {
                following.offer(Token.TOKEN);
            } else {
                following.close();
            }
        }
        return sent;
    }

    private boolean sendNext(Channel<Token> turn, Channel<Token> following) throws Exception {
        R result;
        try {
            T value = receive(following);
            if (value == null) {
                return false;
            }
            result = Objects.requireNonNull(function.apply(value), "null can't be sent");
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            await(turn, e);
            throw e;
        }
        boolean mine = false;
        try {
            mine = turn.receive() != null;
        } finally {
            if (!mine) {
                dropped.accept(result);
            }
        }
        return mine && Outlet.send(out, result);
    }

    /** Receives with the baton in hand, and passes it on, or closes it if there is nothing more. */
    private @Nullable T receive(Channel<Token> following) throws InterruptedException {
        T value = null;
        try {
            value = in.receive();
            return value;
        } finally {
            if (value == null) {
                baton.close();
            } else {
                baton.offer(following);
            }
        }
    }

    /** Waits for the turn with a failure in hand. If one before has failed too, that one counts. */
    private static void await(Channel<Token> turn, Throwable failure) throws InterruptedException {
        try {
            turn.receive();
        } catch (ChannelFailedException earlier) {
            Throwable first = Stage.errorOf(earlier);
            if (first != failure) {
                first.addSuppressed(failure);
            }
            throw earlier;
        }
    }
}
