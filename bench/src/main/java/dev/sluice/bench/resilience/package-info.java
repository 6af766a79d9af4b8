/**
 * What a policy adds to a call: on the path that nearly all calls take, on which nobody waits and nothing fails, and on that of a
 * refusal. All policies that are compared have the rates, windows and thresholds of {@link dev.sluice.bench.resilience.Terms};
 * each is made and called as its documentation shows, once, and then used for all calls.
 */
@NullMarked
package dev.sluice.bench.resilience;

import org.jspecify.annotations.NullMarked;
