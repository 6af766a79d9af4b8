/**
 * Keeps the thumbnails: where each goes, whether it has to be made again, and how it is written so that a kill at any
 * moment leaves either the old file, or the new one, or none.
 */
@NullMarked
package dev.sluice.thumbs.store;

import org.jspecify.annotations.NullMarked;
