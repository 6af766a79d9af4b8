/**
 * What a program's goroutines and channels are doing: the parts of a {@link dev.sluice.inspect.Snapshot}, which {@link
 * dev.sluice.Sluice#snapshot()} takes; who waits for ever: those of a {@link dev.sluice.inspect.LeakProfile}, which {@link
 * dev.sluice.Sluice#leaks()} makes; {@link dev.sluice.inspect.SluiceMXBean}, which shows it to JMX; and {@link
 * dev.sluice.inspect.LiveView}, which is started by a system property.
 *
 * <p>All parts are immutable, and hold on to nothing: neither threads nor channels nor values.
 */
@NullMarked
package dev.sluice.inspect;

import org.jspecify.annotations.NullMarked;
