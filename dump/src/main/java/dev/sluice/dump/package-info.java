/**
 * The programs that look into another JVM: {@code ./sluice dump} and {@code ./sluice watch} ask its {@code SluiceMXBean} what its
 * goroutines do, once or again and again, and {@code ./sluice record} has its Flight Recorder tell where they waited.
 *
 * <p>{@link dev.sluice.dump.Dump}, {@link dev.sluice.dump.Watch} and {@link dev.sluice.dump.Recorder} are the command lines, {@link
 * dev.sluice.dump.Target} is the other JVM, and {@link dev.sluice.dump.Agent} what may be loaded into that.
 */
@NullMarked
package dev.sluice.dump;

import org.jspecify.annotations.NullMarked;
