package dev.sluice.bench;

import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * A row is a question with a value for each of its parameters, and the cells that are compared in it.
 *
 * @param question what is asked
 * @param type the class that asks it
 * @param parameters the values of the parameters, but for the contender
 * @param cells who is compared; the first is what the others are compared with
 */
record Row(Question question, Class<?> type, SequencedMap<String, String> parameters, List<Cell> cells) {
    /** Answers what heads the row. */
    String title() {
        String title = question.title();
        for (var each : parameters.entrySet()) {
            title = title.replace("{" + each.getKey() + "}", readable(each.getValue()));
        }
        return title.replace("buffered 0", "unbuffered");
    }

    /** Groups the digits of large numbers, and spells the constants of enums as words. */
    private static String readable(String value) {
        if (value.matches("\\d{5,}")) {
            return String.format(Locale.ROOT, "%,d", Long.parseLong(value));
        }
        return value.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
