/** A cache with two races, and the tests that find them under schedules that can be replayed. */
package dev.sluice.examples.cache;
