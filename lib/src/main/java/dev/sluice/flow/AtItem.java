package dev.sluice.flow;

import java.io.Serial;

/** Says on a failure in which stage and at which item it happened: a throwable only so that stack traces show it. */
@SuppressWarnings("OverrideThrowableToString") // it reads as a sentence, without the name of the class
final class AtItem extends Throwable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** So that an exception that is thrown again and again, out of a constant, doesn't grow for ever. */
    private static final int MOST_SUPPRESSED = 100;

    private static final int LONGEST_ITEM = 200;

    private AtItem(String message) {
        super(message, null, false, false);
    }

    /** Notes on a failure where it happened, and returns it. */
    static <X extends Throwable> X note(X failure, String stage, String where) {
        if (failure.getSuppressed().length < MOST_SUPPRESSED) {
            failure.addSuppressed(new AtItem("in stage " + stage + ", " + where));
        }
        return failure;
    }

    static <X extends Throwable> X note(X failure, String stage, long place, Object item) {
        return note(failure, stage, "at item " + place + ": " + shown(item));
    }

    private static String shown(Object item) {
        String text;
        try {
            text = String.valueOf(item);
        } catch (RuntimeException _) {
            text = item.getClass().getName();
        }
        return text.length() <= LONGEST_ITEM ? text : text.substring(0, LONGEST_ITEM) + "…";
    }

    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
