package dev.sluice.bench;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A question is a class with one method that JMH measures, and says here what it asks.
 *
 * <p>The class has one {@code @Param} whose type is a {@link Contender}: the first value is the one that all others are compared
 * with. All combinations of the other {@code @Param}s are rows of the table.
 *
 * <p>To ask one more: write such a class. {@code ./sluice bench} finds it by itself.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Question {
    /** Which table it belongs to. */
    Group group();

    /** Where it stands in that table: after those with lower numbers. */
    int order();

    /** What it is called on the command line. */
    String name();

    /** What heads its rows; {@code {x}} stands for the value of the parameter x. */
    String title();

    /** Which figure of JMH's answers it: none for the time of an operation, or the name of a secondary one. */
    String metric() default "";

    /** In which unit. The figure for a time is in nanoseconds. */
    Unit unit() default Unit.TIME;

    /** Whether one operation takes so long that a few of them are enough. */
    boolean few() default false;

    /**
     * Whether an operation is so short, and so steady, that a quarter of the time is enough: a call that waits for nobody, of which
     * a quarter of a second has millions.
     */
    boolean brief() default false;

    /** What a row's place on the axis is: the time of the first contender, multiplied by this parameter. For charts of lines. */
    String axis() default "";

    /** What can be in a cell. */
    enum Unit {
        /** A time, of which only the ratio to that of the first contender is shown. */
        TIME,
        /** Bytes, as they are: nothing can be said in proportion to zero. */
        BYTES
    }
}
