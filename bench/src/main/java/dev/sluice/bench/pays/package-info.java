/** When it pays to do something concurrently. */
@NullMarked
package dev.sluice.bench.pays;

import org.jspecify.annotations.NullMarked;
