package dev.sluice.inspect;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON, as it is defined by RFC 8259: for reports.
 *
 * {@snippet :
 * var json = new JsonText();
 * json.object(() -> {
 *     json.field("name", name);
 *     json.list("rooms", rooms, json::string);
 * });
 * }
 *
 * <p>It is used by one thread at a time.
 */
public final class JsonText {
    private final StringBuilder text = new StringBuilder();

    /** Creates an empty text. */
    public JsonText() {}

    /**
     * Adds an object.
     *
     * @param fields adds its fields
     * @return this text
     */
    public JsonText object(Runnable fields) {
        separate();
        text.append('{');
        fields.run();
        text.append('}');
        return this;
    }

    /**
     * Adds a field that is an object.
     *
     * @param name the name of the field
     * @param fields adds the fields of the object
     */
    public void object(String name, Runnable fields) {
        name(name);
        object(fields);
    }

    /**
     * Adds a field that is a list.
     *
     * @param name the name of the field
     * @param elements the elements
     * @param element adds one of them
     * @param <T> their type
     */
    public <T> void list(String name, Iterable<? extends T> elements, Consumer<? super T> element) {
        name(name);
        list(elements, element);
    }

    /**
     * Adds a list.
     *
     * @param elements the elements
     * @param element adds one of them
     * @param <T> their type
     * @return this text
     */
    public <T> JsonText list(Iterable<? extends T> elements, Consumer<? super T> element) {
        separate();
        text.append('[');
        elements.forEach(element);
        text.append(']');
        return this;
    }

    /**
     * Adds a field.
     *
     * @param name its name
     * @param value its value
     */
    public void field(String name, long value) {
        name(name);
        text.append(value);
    }

    /**
     * Adds a field.
     *
     * @param name its name
     * @param value its value
     */
    public void field(String name, double value) {
        name(name);
        number(value);
    }

    /**
     * Adds a field.
     *
     * @param name its name
     * @param value its value
     */
    public void field(String name, boolean value) {
        name(name);
        text.append(value);
    }

    /**
     * Adds a field, in seconds; none where the value is null.
     *
     * @param name its name
     * @param value its value, or null
     */
    public void field(String name, @Nullable Duration value) {
        if (value != null) {
            name(name);
            text.append(String.format(Locale.ROOT, "%d.%09d", value.toSeconds(), value.toNanosPart()));
        }
    }

    /**
     * Adds a field; none where the value is null.
     *
     * @param name its name
     * @param value its value, or null
     */
    public void field(String name, @Nullable String value) {
        if (value != null) {
            name(name);
            string(value);
        }
    }

    /**
     * Adds a field whose value is JSON already.
     *
     * @param name its name
     * @param json its value
     */
    public void raw(String name, String json) {
        name(name);
        text.append(json);
    }

    /**
     * Adds a number: 0 for what JSON has no number for, which are the infinite ones and those that are none.
     *
     * @param value the number
     */
    public void number(double value) {
        separate();
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            text.append((long) value);
        } else {
            text.append(Double.isFinite(value) ? value : 0);
        }
    }

    /**
     * Adds a string.
     *
     * @param value the string
     */
    public void string(String value) {
        separate();
        quote(value);
    }

    private void name(String name) {
        separate();
        quote(name);
        text.append(':');
    }

    /** Puts a comma before what isn't the first of its kind. */
    private void separate() {
        int length = text.length();
        if (length > 0 && "[{:".indexOf(text.charAt(length - 1)) < 0) {
            text.append(',');
        }
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    /** Returns what was written. */
    @Override
    public String toString() {
        return text.toString();
    }
}
