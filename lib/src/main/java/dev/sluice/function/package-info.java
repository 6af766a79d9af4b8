/**
 * Functional interfaces whose methods may throw checked exceptions: the types of all code of the user's that this library
 * calls.
 *
 * <p>Each is named after the interface of {@link java.util.function} that it corresponds to. The last type parameter is the
 * type of what may be thrown. Where the library accepts code that may throw anything, its parameter is declared with a
 * wildcard, as in {@code CheckedFunction<? super T, ? extends R, ?>}; a lambda needs no type witness there. An interface of
 * the JDK is passed as a method reference: {@code callable::call}, {@code runnable::run}, {@code function::apply}.
 *
 * <p>{@link dev.sluice.function.CheckReturnValue} marks the methods whose results must be used.
 */
@NullMarked
package dev.sluice.function;

import org.jspecify.annotations.NullMarked;
