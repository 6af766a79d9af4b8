package dev.sluice.bench.peer;

import dev.sluice.bench.Contender;

/**
 * A peer is one way to do what is measured. Each question names those that can do it.
 *
 * <p>To compare with one more: add a constant, and name it in the questions that it can answer.
 */
public enum Peer implements Contender {
    SLUICE(Family.SLUICE, "Sluice"),
    JOX(Family.JOX, "Jox"),
    KOTLIN(Family.KOTLIN, "Kotlin"),

    ARRAY_BLOCKING_QUEUE(Family.JAVA, "ArrayBlockingQueue"),
    SYNCHRONOUS_QUEUE(Family.JAVA, "SynchronousQueue"),
    LINKED_TRANSFER_QUEUE(Family.JAVA, "LinkedTransferQueue"),
    EXCHANGER(Family.JAVA, "Exchanger"),
    COUNT_DOWN_LATCH(Family.JAVA, "CountDownLatch"),
    THREADS(Family.JAVA, "virtual threads"),
    EXECUTOR(Family.JAVA, "thread-per-task executor"),
    COMPLETABLE_FUTURE(Family.JAVA, "CompletableFuture"),
    SCHEDULED_EXECUTOR(Family.JAVA, "ScheduledThreadPoolExecutor"),

    GUAVA(Family.GUAVA, "Guava"),
    RESILIENCE4J(Family.RESILIENCE4J, "resilience4j"),
    FAILSAFE(Family.FAILSAFE, "Failsafe"),
    FAILSAFE_SMOOTH(Family.FAILSAFE, "smooth"),
    FAILSAFE_BURSTY(Family.FAILSAFE, "bursty");

    private final Family family;
    private final String title;

    Peer(Family family, String title) {
        this.family = family;
        this.title = title;
    }

    @Override
    public String column() {
        return family.title();
    }

    @Override
    public String title() {
        return title;
    }

    /**
     * Makes a line.
     *
     * @param capacity how many values it holds that nobody has received; 0 if a send waits for its receiver
     * @throws IllegalArgumentException if this peer has nothing like that
     */
    public Line line(int capacity) {
        return Lines.of(this, capacity);
    }

    /** Opens what its users start goroutines with. */
    public Goroutines goroutines() {
        return this == SLUICE ? new Goroutines.InScope() : new Goroutines.OnThreads();
    }

    /** The error of a question that names a peer, and doesn't know what to do with it. */
    public IllegalArgumentException unfit() {
        return new IllegalArgumentException("this can't be measured with " + title);
    }
}
