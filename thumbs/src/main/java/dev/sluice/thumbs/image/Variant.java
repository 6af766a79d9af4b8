package dev.sluice.thumbs.image;

/**
 * One of the thumbnails that are made of each photo.
 *
 * @param size the box that it is made for
 * @param format the format that it is encoded in
 * @param recipe all options that its picture depends on, as a text without semicolons; it differs where one of them does
 */
public record Variant(Size size, OutputFormat format, String recipe) {}
