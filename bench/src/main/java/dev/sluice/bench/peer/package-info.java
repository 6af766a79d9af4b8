/**
 * The peers, made to look alike as far as that costs nothing: a {@link dev.sluice.bench.peer.Peer} is an implementation that
 * is measured, a {@link dev.sluice.bench.peer.Line} what moves its values, {@link dev.sluice.bench.peer.Goroutines} what its
 * users start goroutines with.
 *
 * <p>One process measures one peer, so the compiler sees one implementation of each interface and calls it directly. Kotlin's
 * coroutines can't hide behind an interface of Java, since their functions suspend; their side of each question is in Kotlin.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.bench.peer;
