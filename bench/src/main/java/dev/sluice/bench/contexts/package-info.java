/** What it takes to be able to cancel. */
@NullMarked
package dev.sluice.bench.contexts;

import org.jspecify.annotations.NullMarked;
