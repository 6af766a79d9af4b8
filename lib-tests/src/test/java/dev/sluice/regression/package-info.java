/**
 * A test for each race that was found in the library and mended; named by what went wrong, as {@code SeenBeforeToldTest}. Each
 * fails without its mend, by a schedule that it forces, or often enough by trying. Its comment says what happened, and what showed it.
 *
 * <p>What belongs elsewhere: faults that need no race, beside the tests of what they broke; and races that can only be seen from
 * within, with what is private to a package, in that package.
 */
package dev.sluice.regression;
