/**
 * Pipes: what one goroutine writes, another one reads.
 *
 * <p>A {@link dev.sluice.io.Pipe} joins code that writes to an {@link java.io.OutputStream} with code that reads from
 * an {@link java.io.InputStream}, so that neither has to wait until the other is done, nor hold everything in memory.
 * Its ends are a {@link dev.sluice.io.PipeOutput} and a {@link dev.sluice.io.PipeInput}; each is a stream, and has a
 * channel of {@code java.nio} as another view of itself.
 *
 * <h2>Words</h2>
 *
 * <dl>
 *   <dt>Closing
 *   <dd>Said at either end: it won't be used any more. At the writing end it means that the data is complete, and a
 *       reader that has read all of it finds the end of the stream. At the reading end it means that nothing will be read,
 *       and all writing fails with a {@link dev.sluice.io.PipeClosedException}.
 *   <dt>Closing with an error
 *   <dd>The same, but because something has gone wrong: the other end is told the error, as the cause of an {@link
 *       java.io.IOException}. A reader never takes what it has read by then for complete. Of all closes at one end the
 *       first counts, with its error or without.
 *   <dt>Interrupting
 *   <dd>The methods of streams can't throw an {@link java.lang.InterruptedException}. A wait that is interrupted, or
 *       whose goroutine is cancelled, ends with an {@link java.io.InterruptedIOException} that says how many bytes were
 *       transferred, and whose cause is that exception. An interrupt is kept for the next wait, as the interrupt flag. A
 *       cancellation, told by a {@link dev.sluice.ContextCancelledException}, needs no flag: each further wait fails too.
 *       It is told also where the pipe was closed at the same moment, often for the same reason. The pipe stays as it is.
 * </dl>
 *
 * <p>What waiting and cancelling mean beyond that is said in the {@linkplain dev.sluice documentation of dev.sluice}.
 */
@NullMarked
package dev.sluice.io;

import org.jspecify.annotations.NullMarked;
