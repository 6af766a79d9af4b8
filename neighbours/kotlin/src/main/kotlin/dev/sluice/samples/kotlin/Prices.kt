package dev.sluice.samples.kotlin

import dev.sluice.Channel
import dev.sluice.Scope
import dev.sluice.Select
import dev.sluice.flow.FailedItem
import dev.sluice.flow.Pipeline
import dev.sluice.flow.Workers.workers
import java.time.Duration

/** A shop, which may take long to name its price, or fail. */
fun interface Shop {
    fun priceOf(product: String): Int
}

/** Asks all shops at once. Returns the lowest price that came in time, or null if none did; a shop that fails ends it. */
fun cheapest(product: String, patience: Duration, shops: List<Shop>): Int? {
    val prices = Channel.buffered<Int>(shops.size)
    Scope.open().use { scope ->
        shops.forEach { shop -> scope.go { prices.send(shop.priceOf(product)) } }
        Select.open().use { select ->
            val price = select.receive(prices)
            select.timeout(patience)
            val found = mutableListOf<Int>()
            while (found.size < shops.size && select.await() === price) {
                found += price.value() ?: break // Int?, since a channel that is closed has no value
            }
            return found.minOrNull()
        }
    } // cancels the calls of the shops that have not answered
}

/** Asks two shops at once, and needs both prices: the first failure cancels the other call, and is thrown. */
fun difference(product: String, one: Shop, other: Shop): Int =
    Scope.open().use { scope ->
        val first = scope.async("one") { one.priceOf(product) }
        val second = scope.async("other") { other.priceOf(product) }
        scope.join()
        first.await() - second.await()
    }

/** Adds up the prices of a file, four lines at once; lines without a price are given to a handler. */
fun total(lines: Iterable<String>, rejected: (FailedItem) -> Unit): Int =
    Pipeline.from(lines)
        .map("parse", workers(4)) { line -> line.trim().toInt() }
        .deadLetter(NumberFormatException::class.java) { rejected(it) }
        .reduce(0) { sum, price -> sum + price }
        .run()
