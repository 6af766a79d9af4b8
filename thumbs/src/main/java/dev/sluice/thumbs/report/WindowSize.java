package dev.sluice.thumbs.report;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Asks the system how wide the window of a terminal is: by {@code ioctl(fd, TIOCGWINSZ, &winsize)}, on Linux and macOS. */
final class WindowSize {
    private static final int STANDARD_ERROR = 2;

    /** {@code struct winsize}: rows, columns, and two more, of two bytes each. */
    private static final long WINSIZE_BYTES = 8;

    private static final long COLUMNS_OFFSET = 2;

    private static final @Nullable MethodHandle IOCTL = ioctl();

    private WindowSize() {}

    /** Returns the number of columns of the terminal behind standard error; nothing if there is none or it can't be told. */
    static OptionalInt ofStandardError() {
        if (IOCTL == null) {
            return OptionalInt.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINSIZE_BYTES);
            int failed = (int) IOCTL.invokeExact(STANDARD_ERROR, request(), size);
            int columns = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, COLUMNS_OFFSET));
            return failed == 0 && columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
        } catch (Throwable e) {
            throw new LinkageError("ioctl can't be called", e);
        }
    }

    @SuppressWarnings("restricted") // a function of the C library, called with what its manual page says
    private static @Nullable MethodHandle ioctl() {
        if (!isMac() && !System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        var signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
        return linker.defaultLookup()
                .find("ioctl")
                .map(ioctl -> linker.downcallHandle(ioctl, signature, Linker.Option.firstVariadicArg(2)))
                .orElse(null);
    }

    private static long request() {
        return isMac() ? 0x4008_7468L : 0x5413L;
    }

    private static boolean isMac() {
        return System.getProperty("os.name").startsWith("Mac");
    }
}
