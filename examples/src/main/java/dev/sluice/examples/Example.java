package dev.sluice.examples;

import java.util.Locale;

/** The examples, in the order in which one may want to read them. Each is named like its constant, with hyphens. */
@SuppressWarnings("ImmutableEnumChecker") // a program is a reference to a static method
enum Example {
    SQUARES(Squares::main, "squares through two stages: all at once, and one by one"),
    GENERATOR(Generator::main, "generate, multiply and add, until the consumer has enough"),
    WORKER_POOL(WorkerPool::main, "workers that share jobs, and whose results are closed after the last one"),
    FOR_SELECT(ForSelect::main, "loops around a select: send each, stop before the work, or work by default"),
    LEAKING_READER(LeakingReader::main, "a goroutine that receives for ever, and two cures"),
    LEAKING_WRITER(LeakingWriter::main, "a goroutine that sends for ever, and two cures"),
    ERRORS_AS_RESULTS(ErrorsAsResults::main, "failures that travel with the results, to whoever can judge them"),
    ERROR_GROUP(ErrorGroup::main, "the first failure cancels the others"),
    FUTURES(Futures::main, "tasks that run while one does something else, and are then waited for"),
    GREETING(Greeting::main, "a greeting whose deadline cancels the farewell"),
    CONTEXT_VALUES(ContextValues::main, "values that travel with a request, by typed keys"),
    THREE_SERVICES(ThreeServices::main, "two services in parallel feed a third, within 50 ms for all"),
    DYNAMIC_SELECT(DynamicSelect::main, "a select over as many channels as there are"),
    PRIME_SIEVE(PrimeSieve::main, "a goroutine for each prime (argument: how many)"),
    THREAD_RING(ThreadRing::main, "a token that goes round 503 goroutines (argument: how often it is passed on)"),
    PIPE_JSON(PipeJson::main, "JSON in constant memory (arguments: how many events, --list to build a list first)"),
    PIPE_GZIP(PipeGzip::main, "the same compressed on the way, with its footer, and with a failure half way"),
    PIPE_TIMEOUT(PipeTimeout::main, "a deadline ends a writer whose reader has stopped reading"),
    IMAGES(Images::main, "thumbnails by a pipeline of three stages (arguments: photos, folder for thumbnails)");

    /** A main method. */
    @FunctionalInterface
    interface Program {
        void main(String... args) throws Exception;
    }

    private final Program program;
    private final String description;

    Example(Program program, String description) {
        this.program = program;
        this.description = description;
    }

    /** What it is called on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String description() {
        return description;
    }

    void run(String... args) throws Exception {
        program.main(args);
    }
}
