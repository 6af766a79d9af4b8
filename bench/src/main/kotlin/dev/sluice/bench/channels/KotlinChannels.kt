package dev.sluice.bench.channels

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelChildren
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select

/** Kotlin's side of the questions about channels. */
internal object KotlinChannels {
    private fun value(n: Int): Int = n and 127

    @JvmStatic
    fun move(capacity: Int, senders: Int, receivers: Int, values: Int): Long =
        runBlocking(Dispatchers.Default) {
            val channel = Channel<Int>(capacity)
            val sums =
                List(receivers) {
                    async {
                        var sum = 0L
                        repeat(values / receivers) { sum += channel.receive() }
                        sum
                    }
                }
            repeat(senders) {
                launch { repeat(values / senders) { channel.send(value(it)) } }
            }
            sums.awaitAll().sum()
        }

    @JvmStatic
    fun pingPong(rounds: Int): Long =
        runBlocking(Dispatchers.Default) {
            val there = Channel<Int>()
            val back = Channel<Int>()
            launch { repeat(rounds) { back.send(there.receive() + 1) } }
            async {
                var sum = 0L
                repeat(rounds) {
                    there.send(value(it))
                    sum += back.receive()
                }
                sum
            }.await()
        }

    @JvmStatic
    fun selectReceive(channels: Int, capacity: Int, values: Int): Long =
        runBlocking(Dispatchers.Default) {
            val all = List(channels) { Channel<Int>(capacity) }
            for (each in all) {
                launch { repeat(values / channels) { each.send(value(it)) } }
            }
            async {
                var sum = 0L
                repeat(values) {
                    sum +=
                        select<Int> {
                            for (each in all) {
                                each.onReceive { it }
                            }
                        }
                }
                sum
            }.await()
        }

    @JvmStatic
    fun selectSend(capacity: Int, each: Int): Long =
        runBlocking(Dispatchers.Default) {
            val input = Channel<Int>(capacity)
            val output = Channel<Int>(capacity)
            launch { repeat(each) { input.send(value(it)) } }
            val after =
                async {
                    var sum = 0L
                    repeat(each) { sum += output.receive() }
                    sum
                }
            val between =
                async {
                    var sum = 0L
                    var received = 0
                    var sent = 0
                    while (received < each || sent < each) {
                        val got =
                            select<Int> {
                                if (received < each) {
                                    input.onReceive { it }
                                }
                                if (sent < each) {
                                    output.onSend(value(sent)) { -1 }
                                }
                            }
                        if (got < 0) {
                            sent++
                        } else {
                            sum += got
                            received++
                        }
                    }
                    sum
                }
            after.await() + between.await()
        }

    @JvmStatic
    fun ring(goroutines: Int, laps: Int): Long =
        runBlocking(Dispatchers.Default) {
            val links = List(goroutines) { Channel<Int>() }
            for (i in 1 until goroutines) {
                val input = links[i - 1]
                val output = links[i]
                launch { repeat(laps) { output.send(input.receive()) } }
            }
            async {
                var sum = 0L
                repeat(laps) {
                    links.first().send(value(it))
                    sum += links.last().receive()
                }
                sum
            }.await()
        }

    @JvmStatic
    fun sieve(primes: Int): Int =
        runBlocking(Dispatchers.Default) {
            var candidates: ReceiveChannel<Int> = source()
            var prime = candidates.receive()
            repeat(primes - 1) {
                candidates = without(candidates, prime)
                prime = candidates.receive()
            }
            coroutineContext.cancelChildren()
            prime
        }

    private fun CoroutineScope.source(): ReceiveChannel<Int> {
        val out = Channel<Int>()
        launch {
            var i = 2
            while (true) {
                out.send(i++)
            }
        }
        return out
    }

    private fun CoroutineScope.without(input: ReceiveChannel<Int>, prime: Int): ReceiveChannel<Int> {
        val out = Channel<Int>()
        launch {
            while (true) {
                val each = input.receive()
                if (each % prime != 0) {
                    out.send(each)
                }
            }
        }
        return out
    }
}

/** A channel to be tried. */
internal class KotlinTry(capacity: Int) {
    private val channel = Channel<Int>(capacity)

    fun tryReceive(): Int? = channel.tryReceive().getOrNull()
}
