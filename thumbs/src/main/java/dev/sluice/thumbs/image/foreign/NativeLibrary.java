package dev.sluice.thumbs.image.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** A shared library of the machine that has been opened. It stays open until the process ends. */
public final class NativeLibrary {
    private final String name;
    private final SymbolLookup symbols;

    private NativeLibrary(String name, SymbolLookup symbols) {
        this.name = name;
        this.symbols = symbols;
    }

    /**
     * Opens the first of these that is there.
     *
     * @param names file names, which are looked for where the system looks for libraries, or absolute paths
     * @throws AbsentLibraryException if none can be opened
     */
    @SuppressWarnings("restricted") // the launcher and the manifest enable native access
    public static NativeLibrary open(List<String> names) throws AbsentLibraryException {
        for (String name : names) {
            try {
                return new NativeLibrary(name, SymbolLookup.libraryLookup(name, Arena.global()));
            } catch (IllegalArgumentException _) {
                // The next one may be there.
            } catch (IllegalCallerException _) {
                throw new AbsentLibraryException(
                        "native access is off; start Java with --enable-native-access=ALL-UNNAMED");
            }
        }
        throw new AbsentLibraryException("not found; looked for " + String.join(", ", names));
    }

    /** Returns the name by which the library was found. */
    public String name() {
        return name;
    }

    /** Returns whether the library has a function of this name. */
    public boolean has(String function) {
        return symbols.find(function).isPresent();
    }

    /**
     * Returns a function of the library, or of one that it is linked with.
     *
     * @throws AbsentLibraryException if there is no function of this name
     */
    @SuppressWarnings("restricted")
    public MethodHandle function(String function, FunctionDescriptor type, Linker.Option... options)
            throws AbsentLibraryException {
        MemorySegment address = symbols.find(function)
                .orElseThrow(() -> new AbsentLibraryException(name + " has no function " + function));
        return Linker.nativeLinker().downcallHandle(address, type, options);
    }

    /** Returns what a call of a native function throws, which none does. */
    public static RuntimeException unexpected(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }
}
