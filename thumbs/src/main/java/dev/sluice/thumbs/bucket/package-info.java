/** Buckets of S3 and of what speaks like it, as sources of photos and as destinations of thumbnails. */
@NullMarked
package dev.sluice.thumbs.bucket;

import org.jspecify.annotations.NullMarked;
