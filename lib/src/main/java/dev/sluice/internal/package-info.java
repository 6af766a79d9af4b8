/**
 * What the library's packages share, and users have nothing to do with: back doors to what is private to a package, how failures
 * are thrown, which classes are the library's.
 *
 * <p>It knows nothing of the packages that use it, but for the records of {@code dev.sluice.inspect}; so a door is an interface that is
 * declared here and implemented behind it. The package is exported to the testkit alone.
 */
@NullMarked
package dev.sluice.internal;

import org.jspecify.annotations.NullMarked;
