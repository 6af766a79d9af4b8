package dev.sluice.chat.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Reads frames within fixed limits. */
final class Frames {
    private static final int LONGEST_FIELD_NAME = 64;
    private static final int LONGEST_NUMBER = 20;

    /** An object, a list of messages, a message, and one more for what is refused by its name. */
    private static final int DEEPEST = 4;

    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNameLength(LONGEST_FIELD_NAME)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxStringLength(Field.CONTENT.maxLength)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private Frames() {}

    static <T> T decode(byte[] frame, Map<String, Shape<T>> shapes, boolean strict) throws ProtocolException {
        Fields fields = fields(frame);
        if (!fields.has(Field.TYPE)) {
            throw fields.problem(ErrorCode.UNKNOWN_TYPE, "a message needs the field type");
        }
        fields.refuseWrong();
        String type = fields.text(Field.TYPE);
        Shape<T> shape = shapes.get(type);
        if (shape == null) {
            throw fields.problem(ErrorCode.UNKNOWN_TYPE, "there is no message of type " + Quoted.of(type));
        }
        return shape.read(fields, strict);
    }

    private static Fields fields(byte[] frame) throws ProtocolException {
        try (JsonParser json = JSON.createParser(frame)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("a frame must be a JSON object");
            }
            Fields fields = Fields.read(json);
            if (json.nextToken() != null) {
                throw malformed("a frame must be one JSON object, has more behind it");
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw malformed("not JSON, or beyond the limits: " + Quoted.of(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no I/O
        }
    }

    private static ProtocolException malformed(String text) {
        return new ProtocolException(ErrorCode.BAD_JSON, text, null, null, null);
    }
}
