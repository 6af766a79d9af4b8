/** A small binding of libjpeg-turbo's TurboJPEG interface, for what thumbnails need of it. */
@NullMarked
package dev.sluice.thumbs.image.turbo;

import org.jspecify.annotations.NullMarked;
