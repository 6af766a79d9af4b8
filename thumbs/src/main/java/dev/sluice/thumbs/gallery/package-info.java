/** Makes a page that shows the thumbnails, for a browser and from the file system. */
@NullMarked
package dev.sluice.thumbs.gallery;

import org.jspecify.annotations.NullMarked;
