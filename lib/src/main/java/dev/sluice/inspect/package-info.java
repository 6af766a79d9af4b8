/**
 * What a program's goroutines and channels are doing. A {@link dev.sluice.inspect.Snapshot}, taken by {@link
 * dev.sluice.Sluice#snapshot()}, has the state of everything; a {@link dev.sluice.inspect.LeakProfile}, made by {@link
 * dev.sluice.Sluice#leaks()}, lists the goroutines that wait for ever; {@link dev.sluice.inspect.SluiceMXBean} shows both to JMX; and a
 * {@link dev.sluice.inspect.LiveView} is started by a system property.
 *
 * <p>All parts are immutable, and refer to no threads, channels or values.
 */
@NullMarked
package dev.sluice.inspect;

import org.jspecify.annotations.NullMarked;
