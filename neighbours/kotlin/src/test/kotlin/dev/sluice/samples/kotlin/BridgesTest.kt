package dev.sluice.samples.kotlin

import dev.sluice.Channel
import dev.sluice.ChannelClosedException
import dev.sluice.ChannelFailedException
import dev.sluice.Scope
import dev.sluice.testkit.LeakCheck
import java.io.IOException
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.awaitCancellation
import dev.sluice.samples.kotlin.asFlow // or that of kotlinx for iterables would be taken
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@LeakCheck(deadlocks = false) // coroutines, which the detector doesn't know, send to goroutines
@Timeout(30)
class BridgesTest {
    @Test
    fun `a flow has the values of the channel, and ends with it`() {
        val numbers = Channel.unbuffered<Int>()
        val doubled = Scope.open().use { scope ->
            scope.go {
                (1..1000).forEach { numbers.send(it) }
                numbers.close()
            }
            runBlocking { numbers.asFlow().map { it * 2 }.toList() }
        }

        assertThat(doubled).isEqualTo((1..1000).map { it * 2 })
    }

    @Test
    fun `a flow fails with the error of the channel`() {
        val numbers = Channel.buffered<Int>(1)
        numbers.send(1)
        numbers.closeWithError(IOException("the disk is gone"))

        assertThatThrownBy { runBlocking { numbers.asFlow().toList() } }
            .isInstanceOf(ChannelFailedException::class.java)
            .hasStackTraceContaining("the disk is gone")
    }

    @Test
    fun `a collector that has enough cancels the channel`() {
        val numbers = Channel.unbuffered<Int>()
        Scope.open().collectAll().use { scope ->
            val sender = scope.async("send") {
                var sent = 0
                while (numbers.sendIfOpen(sent)) sent++
                sent
            }
            val first = runBlocking { numbers.asFlow().take(2).toList() }

            assertThat(first).containsExactly(0, 1)
            assertThat(sender.await()).isBetween(2, 4)
            assertThatThrownBy { numbers.send(9) }.isInstanceOf(ChannelClosedException::class.java)
        }
    }

    @Test
    fun `a channel has the values of the flow, and ends with it`() {
        for (capacity in listOf(0, 1, 10)) {
            Scope.open().use { scope ->
                assertThat((1..1000).asFlow().asChannel(scope, capacity).toList()).isEqualTo((1..1000).toList())
                scope.join()
            }
        }
    }

    @Test
    fun `a channel fails with the failure of the flow`() {
        Scope.open().use { scope ->
            val numbers = flow {
                emit(1)
                throw IOException("the disk is gone")
            }.asChannel(scope)

            assertThat(numbers.receive()).isEqualTo(1)
            assertThatThrownBy { numbers.receive() }
                .isInstanceOf(ChannelFailedException::class.java)
                .hasStackTraceContaining("the disk is gone")
            scope.join() // the failure is the receiver's
        }
    }

    @Test
    fun `a receiver that leaves cancels a flow that is suspended`() {
        val ended = CountDownLatch(1)
        Scope.open().use { scope ->
            val numbers = endless(ended).asChannel(scope)
            assertThat(numbers.receive()).isEqualTo(1)

            numbers.cancel()

            scope.join()
            ended.await()
        }
    }

    @Test
    fun `a scope that is closed cancels a flow that is suspended`() {
        val ended = CountDownLatch(1)
        Scope.open().use { scope -> assertThat(endless(ended).asChannel(scope).receive()).isEqualTo(1) }

        ended.await()
    }

    @Test
    fun `a coroutine awaits a goroutine without a thread`() {
        Scope.open().use { scope ->
            val answer = scope.async("answer") { 42 }

            assertThat(runBlocking { answer.toCompletableFuture().await() }).isEqualTo(42)
        }
    }

    private fun endless(ended: CountDownLatch) = flow {
        try {
            emit(1)
            awaitCancellation()
        } finally {
            ended.countDown()
        }
    }
}
