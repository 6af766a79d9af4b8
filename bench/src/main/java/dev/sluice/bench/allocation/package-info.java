/**
 * What an operation allocates, as the profiler of JMH counts it: what all threads have allocated meanwhile, divided by the number
 * of operations. That includes a few bytes for starting the goroutines and for JMH itself.
 */
@NullMarked
package dev.sluice.bench.allocation;

import org.jspecify.annotations.NullMarked;
