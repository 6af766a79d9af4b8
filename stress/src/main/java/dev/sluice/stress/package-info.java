/** The library under load for a long time ({@code soak}), and small races a million times ({@code memory}). */
@NullMarked
package dev.sluice.stress;

import org.jspecify.annotations.NullMarked;
