package dev.sluice.samples.kotlin

import dev.sluice.Channel
import dev.sluice.testkit.LeakCheck
import java.time.Duration
import java.util.concurrent.ConcurrentLinkedQueue
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@LeakCheck
@Timeout(30)
class PricesTest {
    private val never = Channel.unbuffered<Int>()
    private val silent = Shop { never.receive()!! }
    private val broken = Shop { throw IllegalStateException("closed on Sundays") }

    @Test
    fun `the cheapest price in time wins, and shops that are silent don't matter`() {
        val shops = listOf(Shop { 12 }, silent, Shop { 9 })

        assertThat(cheapest("tea", Duration.ofMillis(300), shops)).isEqualTo(9)
    }

    @Test
    fun `there is no price if no shop has one in time`() {
        assertThat(cheapest("tea", Duration.ofMillis(10), listOf(silent))).isNull()
    }

    @Test
    fun `the failure of a shop is thrown`() {
        assertThatThrownBy { cheapest("tea", Duration.ofSeconds(20), listOf(silent, broken)) }
            .hasMessageContaining("closed on Sundays")
    }

    @Test
    fun `both prices are needed for a difference`() {
        assertThat(difference("tea", { 12 }, { 9 })).isEqualTo(3)
    }

    @Test
    fun `the failure of a shop cancels the call of the other`() {
        assertThatThrownBy { difference("tea", silent, broken) }.hasMessageContaining("closed on Sundays")
    }

    @Test
    fun `lines without a price are rejected, and the others added up`() {
        val rejected = ConcurrentLinkedQueue<Any?>()

        assertThat(total(listOf("1", "two", " 3 ")) { rejected.add(it.item()) }).isEqualTo(4)
        assertThat(rejected).containsExactly("two")
    }
}
