/**
 * Thumbnails from photos.
 *
 * <p>A {@link dev.sluice.thumbs.image.Backend} is one way of reading images. The embedded one, {@link
 * dev.sluice.thumbs.image.Backend#jdk()}, needs nothing but a JDK; others decode by native libraries, and {@link
 * dev.sluice.thumbs.image.Backend#auto()} takes the fastest one for each photo. A backend differs in its decoders only: what
 * comes out of them is scaled, turned, converted and encoded by the same code. All of them promise the same picture:
 *
 * <ul>
 *   <li>A photo is what its <b>content</b> says it is, whatever its name ({@link
 *       dev.sluice.thumbs.image.ImageFormat}).
 *   <li>Unless asked otherwise, the thumbnail <b>fits</b> into a square of the asked size and keeps its aspect (no side is
 *       below one pixel). It is never larger than the photo.
 *   <li>It stands <b>upright</b>: the EXIF orientation is applied.
 *   <li>It is <b>sRGB</b>: an embedded colour profile is applied. Transparent parts lie on white where the format has no
 *       transparency.
 *   <li>It is <b>bare</b> unless asked otherwise: no EXIF, no position, no profile, no preview.
 *   <li>Scaling is <b>honest</b>: every pixel of the photo has its share in the result, so a fine pattern turns
 *       into its average and never into a false one. The average is that of the encoded values, as in libvips and
 *       sharp, and not of linear light.
 *   <li>It <b>doesn't depend</b> on which other sizes were asked for; with a native decoder of JPEGs, which decodes as small as
 *       the largest size allows, hardly so that it could be seen.
 *   <li>A broken, truncated or oversized file is an {@link dev.sluice.thumbs.image.ImageException} that says why
 *       in one line. A thumbnail is never made from half a picture.
 *   <li>A file that can't be read is an {@link java.io.IOException}, which says nothing about the image.
 * </ul>
 */
@NullMarked
package dev.sluice.thumbs.image;

import org.jspecify.annotations.NullMarked;
