package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;

/** The backends that this machine has. */
final class TestBackends {
    private TestBackends() {}

    /** Returns the names of the backends that are there, the embedded one first. */
    static List<String> names() {
        var names = new ArrayList<>(List.of("jdk"));
        if (Natives.turbo().library().isPresent()) {
            names.add("turbo");
        }
        if (Natives.vips().library().isPresent()) {
            names.add("vips");
        }
        return names;
    }

    /** Returns a backend of one native library, which leaves to the JDK only what that library can't read. */
    static Backend withHelp(String name) {
        PhotoReader reader = switch (name) {
            case "turbo" -> new TurboReader(Natives::turbo);
            case "vips" -> new VipsReader(Natives::vips);
            default -> new JdkReader();
        };
        Encoder jpeg = Natives.turbo()
                .library()
                .filter(_ -> name.equals("turbo"))
                .<Encoder>map(TurboEncoder::new)
                .orElseGet(JpegEncoder::new);
        return new Thumbnailer(
                name,
                List.of(reader, new JdkReader()),
                format -> format == OutputFormat.JPEG ? jpeg : Backends.encoder(format),
                Natives::vips);
    }

    static void assumeVips() {
        assumeThat(Natives.vips().library())
                .as("libvips, as of apt install libvips42: " + Natives.vips().description())
                .isPresent();
    }

    static void assumeTurbo() {
        assumeThat(Natives.turbo().library())
                .as("libturbojpeg, as of apt install libturbojpeg0: "
                        + Natives.turbo().description())
                .isPresent();
    }
}
