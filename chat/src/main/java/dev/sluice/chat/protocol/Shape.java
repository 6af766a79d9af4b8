package dev.sluice.chat.protocol;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a type of messages consists of.
 *
 * @param type its name on the wire
 * @param required the fields that it must have
 * @param optional the fields that it may have
 * @param make makes the message; all that is required is there
 */
record Shape<T>(String type, Set<Field> required, Set<Field> optional, Maker<? extends T> make) {
    /** Makes a message of its fields. */
    interface Maker<T> {
        T of(Fields fields) throws ProtocolException;
    }

    static Set<Field> fields(Field... fields) {
        Set<Field> set = EnumSet.noneOf(Field.class);
        Collections.addAll(set, fields);
        return set;
    }

    static <T> Map<String, Shape<T>> byType(List<Shape<T>> shapes) {
        return shapes.stream().collect(Collectors.toUnmodifiableMap(Shape::type, Function.identity()));
    }

    /**
     * Makes the message.
     *
     * @param strict whether fields that the type hasn't are refused, or else ignored
     */
    T read(Fields fields, boolean strict) throws ProtocolException {
        if (strict) {
            fields.refuseOthers(this);
        }
        for (Field field : required) {
            if (!fields.has(field)) {
                throw fields.problem(ErrorCode.MISSING_FIELD, type + " needs the field " + field.wire());
            }
        }
        return make.of(fields);
    }
}
