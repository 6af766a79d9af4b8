/** Fake time, deterministic schedules and leak checks, for tests of code that uses Sluice. */
package dev.sluice.testkit;
