/** What it costs to be watched: the same work in a scope that looks at what its goroutines do, and in one that doesn't. */
@NullMarked
package dev.sluice.bench.safety;

import org.jspecify.annotations.NullMarked;
