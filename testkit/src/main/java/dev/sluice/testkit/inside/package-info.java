/**
 * Makes a bubble switch inside of operations: an agent that rewrites classes as they load, so that they call {@link
 * dev.sluice.testkit.inside.Inside} before each access that can race.
 *
 * <p>It knows nothing of bubbles. The one that is open implements {@link dev.sluice.testkit.inside.Steps}.
 */
package dev.sluice.testkit.inside;
