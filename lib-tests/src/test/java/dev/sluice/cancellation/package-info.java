/** The contract of docs/cancellation.md: what is thrown in which situation, thousands of times, and in bubbles. */
@NullMarked
package dev.sluice.cancellation;

import org.jspecify.annotations.NullMarked;
