package dev.sluice.thumbs.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes small pictures as plain JPEG files: baseline, with Huffman tables of their own, without metadata. */
final class JpegEncoder {
    private JpegEncoder() {}

    /** Encodes a picture of three bytes a pixel. */
    static byte[] encode(byte[] rgb, int width, int height, int quality) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        image.getRaster().setDataElements(0, 0, width, height, rgb);
        var bytes = new ByteArrayOutputStream(width * height / 4 + 1024);
        ImageWriter writer = Codecs.jpegWriter();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            var param = new JPEGImageWriteParam(null);
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality / 100f);
            param.setOptimizeHuffmanTables(true);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
