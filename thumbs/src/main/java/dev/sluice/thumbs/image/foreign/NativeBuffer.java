package dev.sluice.thumbs.image.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Memory of the C library, for buffers of megabytes.
 *
 * <p>Unlike that of an arena it isn't filled with zeros first, and the C library hands the same pages out again for the next
 * photo.
 */
public final class NativeBuffer {
    private static final MethodHandle MALLOC = function("malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(ADDRESS));

    private NativeBuffer() {}

    /**
     * Returns memory that holds anything, and is freed when the arena is closed.
     *
     * @throws OutOfMemoryError if there isn't as much
     */
    @SuppressWarnings("restricted")
    public static MemorySegment allocate(long bytes, Arena arena) {
        try {
            var address = (MemorySegment) MALLOC.invokeExact(Math.max(1, bytes));
            if (address.address() == 0) {
                throw new OutOfMemoryError("the system has no " + bytes + " bytes left");
            }
            return address.reinterpret(bytes, arena, NativeBuffer::free);
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    private static void free(MemorySegment address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }
}
