package dev.sluice.dump;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.observe.live.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What was seen of a program at one moment, and at the moment before.
 *
 * @param program what it is
 * @param look what it did
 * @param before what it did at the moment before; nothing in the first frame
 */
record Frame(JsonNode program, JsonNode look, JsonNode before) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Looks at a program for the first time. */
    static Frame first(Source source) {
        return new Frame(parse(source.program()), parse(source.digest()), MissingNode.getInstance());
    }

    /** Looks again. */
    Frame next(Source source) {
        return new Frame(parse(source.program()), parse(source.digest()), look);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("this isn't what a digest looks like: " + e.getMessage(), e);
        }
    }

    /** Returns the seconds since the frame before; 0 in the first one. */
    double seconds() {
        return before.isMissingNode()
                ? 0
                : look.path("clock").asDouble() - before.path("clock").asDouble();
    }

    /** Returns by how much a figure has grown in each second; not a number in the first frame. */
    double rate(JsonNode now, JsonNode earlier, String field) {
        return earlier.isMissingNode()
                ? Double.NaN
                : (now.path(field).asDouble() - earlier.path(field).asDouble()) / seconds();
    }

    /** Returns the elements of an array. */
    static List<JsonNode> all(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** Returns the element of an array that has the same value in a field as another; nothing if there is none. */
    static JsonNode same(JsonNode array, String field, JsonNode as) {
        return all(array).stream()
                .filter(each -> each.path(field).equals(as.path(field)))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
