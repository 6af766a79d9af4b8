package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.foreign.Discovery;
import dev.sluice.thumbs.image.turbo.TurboJpeg;
import dev.sluice.thumbs.image.vips.Vips;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The backends: which readers each of them has, and what encodes. */
final class Backends {
    private static final PhotoReader TURBO_READER = new TurboReader(Natives::turbo);
    private static final PhotoReader VIPS_READER = new VipsReader(Natives::vips);
    private static final PhotoReader JDK_READER = new JdkReader();
    private static final Encoder JDK_JPEG = new JpegEncoder();
    private static final Encoder PNG = new PngEncoder();
    private static final Discovery<Vips> NO_VIPS = Discovery.absent("that backend does without it");
    private static final Map<OutputFormat, Optional<VipsEncoder>> VIPS_ENCODERS = new ConcurrentHashMap<>();

    static final Backend AUTO = new Thumbnailer(
            "auto",
            List.of(TURBO_READER, VIPS_READER, JDK_READER),
            format -> format == OutputFormat.JPEG ? jpeg() : encoder(format),
            Natives::vips);

    static final Backend JDK = new Thumbnailer(
            "jdk", List.of(JDK_READER), format -> isOfJdk(format) ? encoder(format) : null, () -> NO_VIPS);

    private static final Backend TURBO = new Thumbnailer(
            "turbo",
            List.of(TURBO_READER),
            format -> format == OutputFormat.JPEG ? jpeg() : isOfJdk(format) ? encoder(format) : null,
            () -> NO_VIPS);

    private static final Backend VIPS = new Thumbnailer("vips", List.of(VIPS_READER), Backends::encoder, Natives::vips);

    private Backends() {}

    static Backend named(String name) {
        return switch (name) {
            case "auto" -> AUTO;
            case "jdk" -> JDK;
            case "turbo" -> found(TURBO, "libturbojpeg", Natives.turbo());
            case "vips" -> found(VIPS, "libvips", Natives.vips());
            default -> throw new IllegalArgumentException("backend must be auto, turbo, vips or jdk, was " + name);
        };
    }

    private static Backend found(Backend backend, String library, Discovery<?> discovery) {
        if (discovery.library().isEmpty()) {
            throw new IllegalArgumentException("backend " + backend.name() + " needs " + library + ": "
                    + discovery.description() + "; ./sluice doctor says how to install it");
        }
        return backend;
    }

    private static boolean isOfJdk(OutputFormat format) {
        return format == OutputFormat.JPEG || format == OutputFormat.PNG;
    }

    private static Encoder jpeg() {
        return Natives.turbo().library().<Encoder>map(Backends::turboEncoder).orElse(JDK_JPEG);
    }

    private static Encoder turboEncoder(TurboJpeg turbo) {
        return new TurboEncoder(turbo);
    }

    /** Returns what encodes a format on this machine, JPEG by the JDK. */
    static @Nullable Encoder encoder(OutputFormat format) {
        return switch (format) {
            case JPEG -> JDK_JPEG;
            case PNG -> PNG;
            case WEBP, AVIF ->
                VIPS_ENCODERS.computeIfAbsent(format, Backends::vipsEncoder).orElse(null);
        };
    }

    private static Optional<VipsEncoder> vipsEncoder(OutputFormat format) {
        return Natives.vips().library().flatMap(vips -> VipsEncoder.of(vips, format));
    }
}
