/**
 * Streams of values through stages, each a goroutine or a few: as a description in a chain, and as free functions on channels.
 *
 * <p>{@link dev.sluice.flow.Pipeline} is the description: it has workers, policies for each item, counts, and an end that its
 * owner sees to. Most programs should use it. A {@link dev.sluice.flow.RunnablePipeline} has a sink too, a {@link
 * dev.sluice.flow.Run} is one that runs, an {@link dev.sluice.flow.Output} one whose end is open; {@link
 * dev.sluice.flow.Workers} says which goroutines do the work of a stage, {@link dev.sluice.flow.StageProgress} how far it is, {@link
 * dev.sluice.flow.FailedItem} what went wrong; an {@link dev.sluice.flow.Emitter} takes items that code finds by itself.
 *
 * <p>{@link dev.sluice.flow.Channels} has the functions, for streams that are part of something else.
 *
 * <h2>Words</h2>
 *
 * <dl>
 *   <dt>Stage
 *   <dd>What receives from one or more channels, its <i>inputs</i>, and sends to one or more others, its <i>outputs</i>. A
 *       <i>source</i> is a stage without inputs.
 *   <dt>Branch
 *   <dd>One of several outputs of a stage.
 *   <dt>Leaving
 *   <dd>Said of the receiver of an output: it {@linkplain dev.sluice.ReceiveChannel#cancel cancels} it.
 *   <dt>Ordered
 *   <dd>A stage is ordered if its values come out in the order in which those they are made of have come in. A stage of one
 *       goroutine always is. <i>Unordered</i>: they come out as they are ready.
 * </dl>
 *
 * <p>What follows is about the free functions. How a pipeline ends, what fails it, and what is dropped then is said there.
 *
 * <h2>How a stage ends</h2>
 *
 * <ul>
 *   <li>An input that is closed and drained ends the stage; then its outputs are closed.
 *   <li>An input that was closed with an error, or a function that throws, fails the stage: each output is closed with that
 *       error, after what was sent before, and the inputs are cancelled. So errors travel downstream like values, to what
 *       receives last, and producers stop.
 *   <li>A consumer that leaves ends the stage, and its inputs are cancelled: so the leaving travels upstream, and has come to
 *       the sources when the call returns, also through stages that wait for an input that is idle. Of several branches all must
 *       have been left. A function that runs goes on; what it returns goes to the hook of its output.
 *   <li>A stage that is cancelled, with its scope, closes its outputs with a {@link dev.sluice.CancelledException}, and cancels
 *       its inputs: a stream that was cut off never looks complete.
 * </ul>
 *
 * <p>A failure fails the scope only where no output can take it, because its consumers have left: it isn't lost, and isn't
 * told twice. An {@link java.lang.Error} fails the scope in any case.
 *
 * <h2>Values in flight</h2>
 *
 * <p>Where a stage ends before it has handed on what it holds, that goes to the {@linkplain dev.sluice.Channel#onUndelivered
 * undelivered hook} of the output it was meant for. The outputs that {@code Channels} makes have a hook that cancels what is
 * itself a channel, and drops all else; where values have to be closed, {@code buffer} and {@code broadcast} take channels with
 * hooks of their own. How much a stage holds at most:
 *
 * <ul>
 *   <li>one value in each of its goroutines: {@code merge}, {@code fanOut} and the parallel {@code map}s have several;
 *   <li>in {@code batch} what is in the batch;
 *   <li>in {@code buffer}, and in branches with a buffer, what is in there.
 * </ul>
 *
 * <p>What isn't of the output's type has no hook, and is dropped: the argument of a function that throws or is interrupted, and
 * a value of {@code zip} whose partner doesn't come. {@code filter}, {@code distinct}, {@code throttle} and {@code debounce}
 * drop values by their nature.
 */
@NullMarked
package dev.sluice.flow;

import org.jspecify.annotations.NullMarked;
