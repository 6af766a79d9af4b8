/**
 * Small programs, each of which shows one pattern.
 *
 * <p>To add one: write a class with a {@code main} that prints what it does with {@code IO.println}, the same in every
 * run, and has its point in one method that a page can quote; add its line to {@link dev.sluice.examples.Example}, and
 * a test of what it prints.
 */
package dev.sluice.examples;
