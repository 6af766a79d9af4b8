/** Races of a few operations, each tried millions of times by jcstress: which outcomes there may be, and which must never be. */
@NullMarked
package dev.sluice.stress.memory;

import org.jspecify.annotations.NullMarked;
