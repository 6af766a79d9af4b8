/**
 * The program {@code ./sluice dump}: shows what the goroutines of another JVM do, by asking its {@code SluiceMXBean}.
 *
 * <p>{@link dev.sluice.dump.Dump} is the command line, {@link dev.sluice.dump.Target} the other JVM, and {@link
 * dev.sluice.dump.Agent} what may be loaded into that.
 */
@NullMarked
package dev.sluice.dump;

import org.jspecify.annotations.NullMarked;
