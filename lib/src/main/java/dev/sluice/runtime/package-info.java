/**
 * The library's one seam to its surroundings: time, randomness and threads.
 *
 * <p>All other packages ask {@link dev.sluice.runtime.World#current()} for the time, for a park, for a
 * virtual thread, for a random number and for a deadline, and never the JDK itself. So a test can
 * put a world of its own in place, in which time moves only when it's told to. The package is not
 * part of the library's interface.
 *
 * <p>A moment is a {@code long} on the scale of {@link dev.sluice.runtime.World#nanoTime()}. The
 * scale may begin anywhere and wraps around, so two moments are compared by the sign of their
 * difference: {@code a - b < 0} says that {@code a} is before {@code b}.
 */
@NullMarked
package dev.sluice.runtime;

import org.jspecify.annotations.NullMarked;
