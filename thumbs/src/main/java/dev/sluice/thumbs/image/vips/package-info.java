/** A small binding of libvips, for what thumbnails need of it. */
@NullMarked
package dev.sluice.thumbs.image.vips;

import org.jspecify.annotations.NullMarked;
