/** Random programs, one after the other, in which no value may be lost or doubled. */
@NullMarked
package dev.sluice.stress.soak;

import org.jspecify.annotations.NullMarked;
