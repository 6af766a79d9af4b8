package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.foreign.Discovery;
import dev.sluice.thumbs.image.turbo.TurboJpeg;
import dev.sluice.thumbs.image.vips.Vips;

/** The native libraries of this machine. Each is looked for once, when it is first asked for, and stays for good. */
final class Natives {
    private Natives() {}

    static Discovery<TurboJpeg> turbo() {
        return Turbo.FOUND;
    }

    static Discovery<Vips> vips() {
        return Libvips.FOUND;
    }

    private static final class Turbo {
        static final Discovery<TurboJpeg> FOUND = Discovery.of(() -> TurboJpeg.load(TurboJpeg.NAMES));
    }

    private static final class Libvips {
        static final Discovery<Vips> FOUND = Discovery.of(() -> Vips.load(Vips.NAMES));
    }
}
