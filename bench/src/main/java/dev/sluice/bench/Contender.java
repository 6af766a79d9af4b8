package dev.sluice.bench;

/** A contender is one of those that a question compares: an enum constant, which a {@code @Param} switches. */
public interface Contender {
    /** Answers what people call it. */
    String title();

    /** Answers what heads its column; of several contenders in one column the fastest is shown. */
    String column();
}
