package dev.sluice.bench;

/**
 * A group is a table of the documentation, and its chart.
 *
 * <p>To make one more: add a constant, and the two lines {@code <!-- bench:name -->} and {@code <!-- /bench:name -->} to the
 * document that it names.
 */
public enum Group {
    CHANNELS("channels", "docs/performance.md", Chart.DOTS),
    GOROUTINES("goroutines", "docs/performance.md", Chart.DOTS),
    CONTEXTS("contexts", "docs/performance.md", Chart.DOTS),
    RESILIENCE("resilience", "docs/performance.md", Chart.DOTS),
    PIPELINES("pipelines", "docs/performance.md", Chart.DOTS),
    ELASTIC("elastic", "docs/performance.md", Chart.DOTS),
    SAFETY("safety", "docs/performance.md", Chart.DOTS),
    ALLOCATION("allocation", "docs/performance.md", Chart.NONE),
    PAYS("pays", "docs/when-concurrency-pays.md", Chart.LINES);

    /** How a table is drawn. */
    enum Chart {
        /** Not at all. */
        NONE,
        /** A row of dots for each row: how many times as long as the first contender. */
        DOTS,
        /** A line for each contender over the size of the work: how many times as fast as the first one. */
        LINES
    }

    private final String title;
    private final String document;
    private final Chart chart;

    Group(String title, String document, Chart chart) {
        this.title = title;
        this.document = document;
        this.chart = chart;
    }

    /** What it is called on the command line, in the document and in the names of files. */
    String title() {
        return title;
    }

    /** The file that shows it, from the project's folder. */
    String document() {
        return document;
    }

    Chart chart() {
        return chart;
    }
}
