package dev.sluice.bench.allocation

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select

/** Kotlin's side of the questions about allocation. */
internal object KotlinAllocation {
    private fun value(n: Int): Int = n and 127

    @JvmStatic
    fun sendAndReceive(capacity: Int, pairs: Int): Long =
        runBlocking(Dispatchers.Default) {
            val channel = Channel<Int>(capacity)
            var sum = 0L
            repeat(pairs) {
                channel.send(value(it))
                sum += channel.receive()
            }
            sum
        }

    @JvmStatic
    fun handOver(pairs: Int): Long =
        runBlocking(Dispatchers.Default) {
            val channel = Channel<Int>()
            launch { repeat(pairs) { channel.send(value(it)) } }
            async {
                var sum = 0L
                repeat(pairs) { sum += channel.receive() }
                sum
            }.await()
        }

    @JvmStatic
    fun select(ready: Boolean, rounds: Int): Long =
        runBlocking(Dispatchers.Default) {
            val first = Channel<Int>(if (ready) 1 else Channel.RENDEZVOUS)
            val second = Channel<Int>()
            if (!ready) {
                launch { repeat(rounds) { first.send(value(it)) } }
            }
            async {
                var sum = 0L
                repeat(rounds) { round ->
                    if (ready) {
                        first.send(value(round))
                    }
                    sum +=
                        select<Int> {
                            first.onReceive { it }
                            second.onReceive { error("nobody sends here") }
                        }
                }
                sum
            }.await()
        }
}
