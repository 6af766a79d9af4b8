package dev.sluice.thumbs.bucket;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A place in a bucket, written {@code s3://bucket/key}.
 *
 * @param bucket the name of the bucket
 * @param key the key of an object, or the beginning of keys without the slash behind it; empty for the whole bucket
 */
public record Address(String bucket, String key) {
    private static final String SCHEME = "s3://";
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,62}");

    /**
     * Returns whether a text is meant as an address.
     *
     * @param text an input or output as the user has written it
     * @return whether it begins like one
     */
    public static boolean isOne(String text) {
        return text.startsWith(SCHEME);
    }

    /**
     * Reads an address.
     *
     * @param text the text
     * @return the address
     * @throws IllegalArgumentException if it is none
     */
    public static Address parse(String text) {
        String rest = text.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException("a bucket must be written as in s3://bucket/prefix, was " + text);
        }
        String key = slash < 0 ? "" : rest.substring(slash + 1);
        return new Address(bucket, key.endsWith("/") ? key.substring(0, key.length() - 1) : key);
    }

    /** Returns what keys below this place begin with. */
    String prefix() {
        return key.isEmpty() ? "" : key + "/";
    }

    /** Returns the place of an object in the same bucket. */
    Address withKey(String other) {
        return new Address(bucket, other);
    }

    /** Returns the place that has a name below this one. */
    Address resolve(Path name) {
        List<String> parts = new ArrayList<>();
        name.forEach(part -> parts.add(part.toString()));
        return withKey(prefix() + String.join("/", parts));
    }

    /**
     * Returns the name that an object has below this place. Keys are any text; names are paths that lead nowhere else.
     *
     * @throws IllegalArgumentException if the key can't be a path
     */
    Path relativize(String object) {
        String name = object.substring(prefix().length());
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IllegalArgumentException("its key can't be a path, since one part of it is \"" + part + "\"");
            }
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("its key can't be a path here: " + e.getReason(), e);
        }
    }

    /** Returns the name of a single object: the last part of its key. */
    Path name() {
        String parent = key.contains("/") ? key.substring(0, key.lastIndexOf('/')) : "";
        return withKey(parent).relativize(key);
    }

    /** Returns whether a place is below this one. */
    boolean contains(Address other) {
        return bucket.equals(other.bucket) && other.key.startsWith(prefix());
    }

    @Override
    public String toString() {
        return SCHEME + bucket + (key.isEmpty() ? "" : "/" + key);
    }
}
