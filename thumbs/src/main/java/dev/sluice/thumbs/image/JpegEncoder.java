package dev.sluice.thumbs.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Encodes by the JDK: baseline, with Huffman tables of their own. */
final class JpegEncoder implements Encoder {
    private static final String METADATA = "javax_imageio_jpeg_image_1.0";

    @Override
    public byte[] encode(Picture picture, Finish finish) throws IOException {
        var image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_3BYTE_BGR);
        image.getRaster().setDataElements(0, 0, picture.width(), picture.height(), picture.bytes());
        var bytes = new ByteArrayOutputStream(picture.width() * picture.height() / 4 + 1024);
        ImageWriter writer = Codecs.jpegWriter();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            var param = new JPEGImageWriteParam(null);
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(finish.quality() / 100f);
            param.setOptimizeHuffmanTables(true);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, fullColour(writer, image, param, finish)), param);
        } finally {
            writer.dispose();
        }
        return JpegSegments.into(bytes.toByteArray(), picture.exif(), picture.profile());
    }

    /** The writer takes the sampling from the metadata of the image, and 4:2:0 if there are none. */
    private static @Nullable IIOMetadata fullColour(
            ImageWriter writer, BufferedImage image, ImageWriteParam param, Finish finish) throws IOException {
        if (!finish.hasFullColour()) {
            return null;
        }
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), param);
        var root = (IIOMetadataNode) metadata.getAsTree(METADATA);
        var components = root.getElementsByTagName("componentSpec");
        for (int i = 0; i < components.getLength(); i++) {
            var component = (IIOMetadataNode) components.item(i);
            component.setAttribute("HsamplingFactor", "1");
            component.setAttribute("VsamplingFactor", "1");
        }
        metadata.setFromTree(METADATA, root);
        return metadata;
    }
}
