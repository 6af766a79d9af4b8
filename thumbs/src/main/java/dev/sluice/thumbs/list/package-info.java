/** Finds the files that may be photos, one at a time and without remembering them. */
@NullMarked
package dev.sluice.thumbs.list;

import org.jspecify.annotations.NullMarked;
