/** Explores the core inside of its operations: each against each other on one object, in many schedules. */
@org.jspecify.annotations.NullMarked
package dev.sluice.stress.explore;
