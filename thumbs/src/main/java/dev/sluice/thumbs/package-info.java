/** The thumbnail program. */
@org.jspecify.annotations.NullMarked
package dev.sluice.thumbs;
