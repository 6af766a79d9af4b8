/** Small programs with one race each, and the same without it: what a bubble that looks inside has to find, and not to find. */
@org.jspecify.annotations.NullMarked
package dev.sluice.calibration;
