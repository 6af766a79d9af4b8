package dev.sluice.thumbs.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The sizes of the pictures in the streams of a HEIF file, which a decoder makes room for whatever the file says outside of them.
 *
 * <p>A stream is read as far as its sequence headers (AV1) or its sequence parameter sets (HEVC); a picture in it can't be larger.
 *
 * @see <a href="https://aomediacodec.github.io/av1-spec/">AV1 Bitstream, 5.5</a>
 * @see <a href="https://www.itu.int/rec/T-REC-H.265">H.265, 7.3.2.2</a>
 */
final class HeifStreams {
    private static final int AV1_SEQUENCE_HEADER = 1;
    private static final int HEVC_PARAMETERS = 33;
    private static final int HEVC_PROFILE_BITS = 88;
    private static final int HEVC_444 = 3;

    private long largest;

    private HeifStreams() {}

    /**
     * Returns how many pixels the largest picture of a stream in the file has; 0 if there is no stream.
     *
     * @throws ImageException if the file is damaged
     */
    static long largest(PhotoStream in, ImageFormat format) throws ImageException, IOException {
        var streams = new HeifStreams();
        try {
            for (HeifItems.Part part : HeifItems.of(in, format)) {
                switch (part.kind()) {
                    case AV1 -> streams.readAv1(in, part);
                    case HEVC -> streams.readHevc(in, part);
                }
            }
        } catch (EOFException e) {
            throw new ImageException("truncated " + format.label() + ": the file ends before its picture does", e);
        }
        return streams.largest;
    }

    private void size(long width, long height) {
        largest = Math.max(largest, width * height);
    }

    private void readAv1(PhotoStream in, HeifItems.Part part) throws IOException {
        for (long at = part.start(); at < part.end(); ) {
            in.seek(at);
            in.readBit();
            int type = (int) in.readBits(4);
            boolean extended = in.readBit() == 1;
            boolean sized = in.readBit() == 1;
            in.readBit();
            in.skipBytes(extended ? 1 : 0);
            long bytes = sized ? readLeb128(in) : part.end() - in.getStreamPosition();
            at = in.getStreamPosition() + bytes;
            if (type == AV1_SEQUENCE_HEADER) {
                readSequenceHeader(in);
            }
        }
    }

    private static long readLeb128(ImageInputStream in) throws IOException {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            int next = in.readUnsignedByte();
            value |= (next & 0x7fL) << (7 * i);
            if (next < 0x80) {
                break;
            }
        }
        return value;
    }

    private void readSequenceHeader(ImageInputStream in) throws IOException {
        in.readBits(4); // profile, still picture
        if (in.readBit() == 1) {
            in.readBits(5);
        } else {
            skipOperatingPoints(in);
        }
        int widthBits = (int) in.readBits(4) + 1;
        int heightBits = (int) in.readBits(4) + 1;
        long width = in.readBits(widthBits) + 1;
        size(width, in.readBits(heightBits) + 1);
    }

    private static void skipOperatingPoints(ImageInputStream in) throws IOException {
        int delayBits = 0;
        if (in.readBit() == 1) { // timing
            in.readBits(64);
            if (in.readBit() == 1) {
                readExponential(in);
            }
            if (in.readBit() == 1) { // a model of the decoder
                delayBits = (int) in.readBits(5) + 1;
                in.readBits(32 + 5 + 5);
            }
        }
        boolean hasDisplayDelay = in.readBit() == 1;
        int points = (int) in.readBits(5) + 1;
        for (int i = 0; i < points; i++) {
            in.readBits(12);
            if (in.readBits(5) > 7) {
                in.readBit();
            }
            if (delayBits > 0 && in.readBit() == 1) {
                in.readBits(delayBits);
                in.readBits(delayBits);
                in.readBit();
            }
            if (hasDisplayDelay && in.readBit() == 1) {
                in.readBits(4);
            }
        }
    }

    private void readHevc(PhotoStream in, HeifItems.Part part) throws IOException {
        for (long at = part.start(); at < part.end(); ) {
            in.seek(at);
            long bytes = in.readBits(part.lengthBytes() * 8);
            at = in.getStreamPosition() + bytes;
            if (bytes > 2 && ((in.readUnsignedShort() >> 9) & 0x3f) == HEVC_PARAMETERS) {
                readParameters(unescaped(in, Math.min(at, part.end())));
            }
        }
    }

    /** Takes out the bytes that keep start codes from appearing within a unit. */
    private static ImageInputStream unescaped(PhotoStream in, long end) throws IOException {
        var bytes = new ByteArrayOutputStream();
        int zeros = 0;
        while (in.getStreamPosition() < end) {
            int next = in.readUnsignedByte();
            if (zeros >= 2 && next == 3) {
                zeros = 0;
                continue;
            }
            zeros = next == 0 ? zeros + 1 : 0;
            bytes.write(next);
        }
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private void readParameters(ImageInputStream in) throws IOException {
        in.readBits(4);
        int moreLayers = (int) in.readBits(3);
        in.readBit();
        skip(in, HEVC_PROFILE_BITS + 8);
        if (moreLayers > 0) {
            int present = (int) in.readBits(16); // two bits each of eight layers
            for (int layer = 0; layer < moreLayers; layer++) {
                int bits = (present >> (14 - 2 * layer)) & 3;
                skip(in, ((bits & 2) != 0 ? HEVC_PROFILE_BITS : 0) + ((bits & 1) != 0 ? 8 : 0));
            }
        }
        readExponential(in);
        if (readExponential(in) == HEVC_444) {
            in.readBit();
        }
        long width = readExponential(in);
        size(width, readExponential(in));
    }

    private static void skip(ImageInputStream in, int bits) throws IOException {
        for (int left = bits; left > 0; left -= 8) {
            in.readBits(Math.min(8, left));
        }
    }

    /** Reads a number of the code that both standards use: as many zeros as it has bits after its first. */
    private static long readExponential(ImageInputStream in) throws IOException {
        int zeros = 0;
        while (zeros < 32 && in.readBit() == 0) {
            zeros++;
        }
        return (1L << zeros) - 1 + in.readBits(zeros);
    }
}
