package dev.sluice.examples;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.LongConsumer;

/** Something that is written and read as JSON, one after the other. */
record Event(long id, String kind, int value) {
    static Event number(long id) {
        return new Event(id, id % 3 == 0 ? "sold" : "viewed", (int) (id % 100));
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", id);
        json.writeStringField("kind", kind);
        json.writeNumberField("value", value);
        json.writeEndObject();
    }

    /** Reads an array of events, and returns the sum of their values. Reports after each how many it has read. */
    static long sumOfValues(JsonParser json, LongConsumer progress) throws IOException {
        long sum = 0;
        long count = 0;
        for (JsonToken token; (token = json.nextToken()) != null; ) {
            if (token == JsonToken.FIELD_NAME && json.currentName().equals("value")) {
                sum += json.nextIntValue(0);
            } else if (token == JsonToken.END_OBJECT) {
                progress.accept(++count);
            }
        }
        return sum;
    }
}
