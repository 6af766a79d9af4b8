/** The programs of the tutorial: their channels aren't closed while somebody receives a number from them. */
@org.jspecify.annotations.NullUnmarked
package dev.sluice.testkit.tutorial;
