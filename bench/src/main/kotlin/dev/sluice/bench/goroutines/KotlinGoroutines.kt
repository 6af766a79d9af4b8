package dev.sluice.bench.goroutines

import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.LongAdder
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** Kotlin's side of the questions about goroutines. */
internal object KotlinGoroutines {
    @JvmStatic
    fun startAndJoin(coroutines: Int, count: LongAdder) {
        runBlocking(Dispatchers.Default) {
            coroutineScope {
                repeat(coroutines) { launch { count.increment() } }
            }
        }
    }

    @JvmStatic
    fun scopes(rounds: Int, coroutines: Int): Long =
        runBlocking(Dispatchers.Default) {
            var sum = 0L
            repeat(rounds) {
                sum += coroutineScope { List(coroutines) { async { it and 127 } }.awaitAll() }.sum()
            }
            sum
        }

    @JvmStatic
    fun blockAll(coroutines: Int, ended: LongAdder) {
        val channel = Channel<Int>()
        val begun = CountDownLatch(coroutines)
        runBlocking {
            val all =
                launch(Dispatchers.Default) {
                    repeat(coroutines) {
                        launch {
                            begun.countDown()
                            check(channel.receiveCatching().isClosed)
                            ended.increment()
                        }
                    }
                }
            begun.await()
            channel.close()
            all.join()
        }
    }
}
