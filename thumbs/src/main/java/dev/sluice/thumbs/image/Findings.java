package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.foreign.Discovery;
import dev.sluice.thumbs.image.turbo.TurboJpeg;
import dev.sluice.thumbs.image.vips.Vips;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was found on a machine.
 *
 * @param backends each backend's name, and its library or why there is none
 * @param reads the formats of photos that can be read
 * @param writes the formats of thumbnails that can be made
 * @param misses what can't be read or made here
 * @param isComplete whether all native libraries are there, with all that they can do
 */
public record Findings(
        Map<String, String> backends,
        List<String> reads,
        List<String> writes,
        List<String> misses,
        boolean isComplete) {
    private static final List<ImageFormat> ONLY_NATIVE = List.of(ImageFormat.HEIC, ImageFormat.AVIF, ImageFormat.JXL);

    /** Returns what is found on this machine. */
    public static Findings ofThisMachine() {
        return of(Natives.turbo(), Natives.vips());
    }

    static Findings of(Discovery<TurboJpeg> turbo, Discovery<Vips> vips) {
        var backends = new LinkedHashMap<String, String>();
        backends.put("turbo", turbo.description());
        backends.put("vips", vips.description());
        backends.put("jdk", "Java " + Runtime.version().feature());
        List<String> reads = Arrays.stream(ImageFormat.values())
                .filter(format -> isRead(format, vips))
                .map(ImageFormat::label)
                .toList();
        List<String> writes = Arrays.stream(OutputFormat.values())
                .filter(format -> isWritten(format, vips))
                .map(OutputFormat::label)
                .toList();
        Stream<String> unread = Arrays.stream(ImageFormat.values())
                .map(ImageFormat::label)
                .filter(label -> !reads.contains(label))
                .map(label -> "reading " + label);
        Stream<String> unwritten = Arrays.stream(OutputFormat.values())
                .map(OutputFormat::label)
                .filter(label -> !writes.contains(label))
                .map(label -> "writing " + label);
        List<String> misses = Stream.concat(unread, unwritten).toList();
        boolean complete = turbo.library().isPresent() && vips.library().isPresent() && misses.isEmpty();
        return new Findings(backends, reads, writes, misses, complete);
    }

    private static boolean isRead(ImageFormat format, Discovery<Vips> vips) {
        return !ONLY_NATIVE.contains(format)
                || vips.library().filter(each -> VipsReader.reads(each, format)).isPresent();
    }

    private static boolean isWritten(OutputFormat format, Discovery<Vips> vips) {
        return format == OutputFormat.JPEG
                || format == OutputFormat.PNG
                || vips.library().flatMap(each -> VipsEncoder.of(each, format)).isPresent();
    }
}
