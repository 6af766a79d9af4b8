/** Fake time, deterministic schedules and leak checks, for tests of code that uses Sluice. */
@NullMarked
package dev.sluice.testkit;

import org.jspecify.annotations.NullMarked;
