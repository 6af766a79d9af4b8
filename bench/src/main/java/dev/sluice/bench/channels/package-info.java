/**
 * What an operation on a channel takes. All but {@link dev.sluice.bench.channels.TryOnEmpty} start goroutines, have them move a
 * fixed number of values, and wait for their end; the figure is that time divided by the number of values, and every value is
 * checked. So it includes what a real program has too: waking up, being scheduled, and being moved between processors.
 */
@NullMarked
package dev.sluice.bench.channels;

import org.jspecify.annotations.NullMarked;
