package dev.sluice.thumbs;

import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.image.ImageException;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Thumbnail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A backend without pictures: a thumbnail is a JPEG's frame around the photo's own text. */
class FakeBackend implements Backend {
    private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a");
    private static final byte[] SOI = HexFormat.of().parseHex("ffd8");
    private static final byte[] APP0 = HexFormat.of().parseHex("ffe000104a46494600010100000100010000");
    private static final byte[] EOI = HexFormat.of().parseHex("ffd9");

    /** What makes a photo one that can't be decoded. */
    static final String BROKEN = "broken";

    /** What makes a photo one of which only a preview is read. */
    static final String PREVIEW = "preview";

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public List<Thumbnail> thumbnails(Path photo, Spec spec) throws ImageException, IOException, InterruptedException {
        String text = new String(Files.readAllBytes(photo), StandardCharsets.ISO_8859_1);
        if (text.contains(BROKEN)) {
            throw new ImageException("the picture is cut short");
        }
        if (text.contains("bug")) {
            throw new IllegalStateException("a bug in the decoder");
        }
        return spec.variants().stream()
                .map(variant -> new Thumbnail(
                        variant,
                        1,
                        1,
                        jpeg(text.substring(text.length() - 1) + "@" + variant.size()),
                        text.contains(PREVIEW)))
                .toList();
    }

    /** A file whose content is a JPEG to those who look at its first bytes. */
    static byte[] jpeg(String text) {
        return concat(SOI, APP0, text.getBytes(StandardCharsets.ISO_8859_1), EOI);
    }

    /** A photo that begins like a JPEG, and ends with a text. */
    static Path writeJpeg(Path file, String text) throws IOException {
        return write(file, concat(SOI, APP0, text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** A photo that begins like a PNG, and ends with a text. */
    static Path writePng(Path file, String text) throws IOException {
        return write(file, concat(PNG, new byte[24], text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    static Path write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private static byte[] concat(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
