package dev.sluice.remote;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A codec turns values into bytes, and bytes into values. What encodes and what decodes may be different versions of a program, so a
 * codec should ignore what it doesn't know; {@link #json} does.
 *
 * <p>Codecs must be safe for use by any number of threads.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {
    /**
     * Encodes a value.
     *
     * @param value the value
     * @return the bytes, which the caller won't change
     * @throws IllegalArgumentException if that isn't possible
     */
    byte[] encode(T value);

    /**
     * Decodes a value.
     *
     * @param bytes the bytes
     * @return the value
     * @throws IllegalArgumentException if they aren't one
     */
    T decode(byte[] bytes);

    /**
     * Returns a codec for JSON, by Jackson. Records and beans need no annotations; fields that the type doesn't have are ignored.
     *
     * @param type the type of the values
     * @param <T> that type
     * @return the codec
     */
    static <T> Codec<T> json(Class<T> type) {
        return json(type, JsonMapper.shared());
    }

    /**
     * Returns a codec for JSON, by a mapper with settings of its own.
     *
     * @param type the type of the values
     * @param mapper maps them
     * @param <T> that type
     * @return the codec
     */
    static <T> Codec<T> json(Class<T> type, JsonMapper mapper) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(mapper, "mapper");
        return new Codec<>() {
            @Override
            public byte[] encode(T value) {
                try {
                    return mapper.writeValueAsBytes(value);
                } catch (JacksonException e) {
                    throw new IllegalArgumentException(
                            "a " + type.getSimpleName() + " can't be written as JSON: " + e.getOriginalMessage(), e);
                }
            }

            @Override
            public T decode(byte[] bytes) {
                try {
                    T value = mapper.readValue(bytes, type);
                    if (value == null) {
                        throw new IllegalArgumentException("a " + type.getSimpleName() + " must not be null");
                    }
                    return value;
                } catch (JacksonException e) {
                    throw new IllegalArgumentException(
                            "these bytes are no JSON of a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
                }
            }
        };
    }

    /**
     * Returns a codec for text, as UTF-8.
     *
     * @return the codec
     */
    static Codec<String> text() {
        return new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String decode(byte[] bytes) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
        };
    }

    /**
     * Returns a codec for bytes, which stay as they are.
     *
     * @return the codec
     */
    static Codec<byte[]> bytes() {
        return new Codec<>() {
            @Override
            public byte[] encode(byte[] value) {
                return value;
            }

            @Override
            public byte[] decode(byte[] bytes) {
                return bytes;
            }
        };
    }
}
