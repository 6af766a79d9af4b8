package dev.sluice.samples.kotlin

import dev.sluice.CancelledException
import dev.sluice.Channel
import dev.sluice.ReceiveChannel
import dev.sluice.Scope
import dev.sluice.Task
import dev.sluice.function.CheckedRunnable
import dev.sluice.function.CheckedSupplier
import java.util.concurrent.Executors
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.getOrElse
import kotlinx.coroutines.channels.trySendBlocking
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.runInterruptible

/** Where coroutines wait for Sluice: a wait on a thread of a dispatcher would keep that thread from other coroutines. */
val VirtualThreads = Executors.newVirtualThreadPerTaskExecutor().asCoroutineDispatcher()

/**
 * Starts a goroutine with a result. Kotlin takes `go { … }` for the method without one.
 *
 * @return the task of the goroutine
 */
fun <T> Scope.async(name: String, body: () -> T): Task<T> = go(name, CheckedSupplier<T, Exception> { body() })

/**
 * Returns the values of this channel as a flow, to be collected once.
 *
 * The flow ends with the channel, and fails if the channel was closed with an error. It owns the channel: when the collector leaves, or
 * is cancelled, it cancels the channel, and a value that was received but not collected is lost with it.
 *
 * A file that imports the `asFlow` of kotlinx.coroutines for iterables has to import this one too: a channel is an iterable.
 */
fun <T : Any> ReceiveChannel<T>.asFlow(): Flow<T> =
    channelFlow {
            try {
                runInterruptible(VirtualThreads) {
                    while (true) {
                        val value = receive() ?: break
                        trySendBlocking(value).getOrElse { throw it ?: CancellationException("the collector has left") }
                    }
                }
            } finally {
                this@asFlow.cancel()
            }
        }
        .buffer(kotlinx.coroutines.channels.Channel.RENDEZVOUS)

/**
 * Returns the values of this flow in a channel, which a goroutine of the scope fills.
 *
 * The channel ends with the flow, and is closed with an error if the flow fails; the receiver gets the failure, and the scope goes on.
 * If the receiver cancels the channel, or the scope is cancelled, the collection of the flow is cancelled, also while the flow is
 * suspended.
 *
 * @param capacity how many values the channel holds; with 0, each send waits for its receiver
 */
fun <T : Any> Flow<T>.asChannel(scope: Scope, capacity: Int = 0): ReceiveChannel<T> {
    val channel = if (capacity == 0) Channel.unbuffered<T>() else Channel.buffered<T>(capacity)
    scope.go("flow", CheckedRunnable<Exception> { collectInto(channel) })
    return channel
}

private fun <T : Any> Flow<T>.collectInto(channel: Channel<T>) {
    try {
        runBlocking {
            val watch = launch(VirtualThreads) {
                runInterruptible { channel.done().receive() }
                this@runBlocking.cancel("the receiver has left")
            }
            collect { value -> if (!channel.sendIfOpen(value)) this@runBlocking.cancel("the receiver has left") }
            watch.cancel()
        }
        channel.close()
    } catch (failure: Throwable) {
        channel.closeWithError(failure) // does nothing if the receiver has left
        if (failure is InterruptedException || failure is CancelledException || failure is Error) {
            throw failure
        }
    }
}
