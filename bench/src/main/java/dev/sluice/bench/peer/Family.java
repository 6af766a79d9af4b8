package dev.sluice.bench.peer;

/** A family is a column of the tables: peers that one would choose between, of which the best counts. */
public enum Family {
    SLUICE("Sluice"),
    JOX("Jox"),
    KOTLIN("Kotlin"),
    JAVA("java.util.concurrent"),
    GUAVA("Guava"),
    RESILIENCE4J("resilience4j"),
    FAILSAFE("Failsafe");

    private final String title;

    Family(String title) {
        this.title = title;
    }

    /** Answers what heads the column. */
    public String title() {
        return title;
    }
}
