/**
 * What a program's goroutines and channels are doing: the parts of a {@link dev.sluice.inspect.Snapshot}, which {@link
 * dev.sluice.Sluice#snapshot()} takes; and who waits for ever: those of a {@link dev.sluice.inspect.LeakProfile}, which {@link
 * dev.sluice.Sluice#leaks()} makes.
 *
 * <p>All of it is immutable, and holds on to nothing: neither threads nor channels nor values.
 */
@NullMarked
package dev.sluice.inspect;

import org.jspecify.annotations.NullMarked;
