package dev.sluice.examples;

import java.util.Locale;

/** The examples, in the order in which one may want to read them. Each is named like its constant, with hyphens. */
@SuppressWarnings("ImmutableEnumChecker") // a program is a reference to a static method
enum Example {
    SQUARES(Squares::main, "squares through two stages: all at once, and one by one"),
    COMPOSED_SQUARES(ComposedSquares::main, "stages composed like functions, and as a pipeline"),
    GENERATOR(Generator::main, "generate, multiply and add, until the consumer leaves"),
    FOR_SELECT(ForSelect::main, "loops around a select: send each, stop before the work, or work by default"),
    DYNAMIC_SELECT(DynamicSelect::main, "a select over as many channels as there are"),
    LEAKING_READER(LeakingReader::main, "a goroutine that receives for ever, and two cures"),
    LEAKING_WRITER(LeakingWriter::main, "a goroutine that sends for ever, and two cures"),
    FAN_OUT(FanOut::main, "a slow stage divided among four goroutines, and merged again"),
    OR_CHANNEL(OrChannel::main, "the first of five timers"),
    OR_DONE(OrDone::main, "a loop over an endless channel, which a signal ends"),
    TEE(Tee::main, "each command is executed by one goroutine, and written down by another"),
    BRIDGE(Bridge::main, "ten channels, one after the other, as one"),
    QUEUE(Queue::main, "a short stage and a long one, with and without a buffer in between"),
    WORKER_POOL(WorkerPool::main, "workers that share jobs, and whose results are closed after the last one"),
    WORKER_POOL_JOBS(WorkerPoolJobs::main, "a thousand jobs for a pool of eight workers, of which one fails"),
    ERRORS_AS_RESULTS(ErrorsAsResults::main, "failures that are sent as results, to a receiver that can judge them"),
    ERROR_GROUP(ErrorGroup::main, "the first failure cancels the others"),
    SEVERAL_AT_ONCE(SeveralAtOnce::main, "a few calls at once, in one line: par, firstSuccess, race, timeout"),
    FOLDER_SIZES(FolderSizes::main, "a walk over a tree of folders, by at most four goroutines at a time"),
    FUTURES(Futures::main, "tasks that run while the caller does something else"),
    AWAITABLES(Awaitables::main, "calls at the same time, put together: all, any, race; and a promise"),
    GREETING(Greeting::main, "a greeting whose deadline cancels the farewell"),
    CONTEXT_VALUES(ContextValues::main, "values that travel with a request, by typed keys"),
    OWN_THREAD(OwnThread::main, "a component with start and stop, whose goroutines have a thread of their own"),
    THREE_SERVICES(ThreeServices::main, "two services in parallel feed a third, within 50 ms for all"),
    PARTIAL_RESULTS(PartialResults::main, "three services at once, and after 50 ms what has come"),
    SEMAPHORE_DATABASE(SemaphoreDatabase::main, "200 goroutines, and a database that takes ten connections"),
    BARRIER_PHASES(BarrierPhases::main, "four workers that wait for each other after each step"),
    SINGLE_FLIGHT_LOAD(SingleFlightLoad::main, "a hundred callers share one call"),
    PUB_SUB(PubSub::main, "publish and subscribe by names with wildcards, with a slow subscriber"),
    RATE_LIMITED_API(RateLimitedApi::main, "a service with a rate limit, and a client that keeps to it"),
    RETRY_BACKOFF(RetryBackoff::main, "failed calls that are retried, after delays that double"),
    CIRCUIT_BREAKER_SERVICE(CircuitBreakerService::main, "a failing service that isn't called until it has recovered"),
    PIPE_JSON(PipeJson::main, "JSON in constant memory (arguments: how many events, --list to build a list first)"),
    PIPE_GZIP(PipeGzip::main, "the same compressed on the way, with its footer, and with a failure half way"),
    PIPE_TIMEOUT(PipeTimeout::main, "a deadline ends a writer whose reader has stopped reading"),
    IMAGES(Images::main, "thumbnails by three stages, made by hand (arguments: photos, folder for thumbnails)"),
    IMAGES_PIPELINE(ImagesPipeline::main, "the same in 30 lines, with Pipeline (the same arguments)"),
    CRAWLER(Crawler::main, "links followed, each host at its own rate, until a signal (arguments: where to begin)"),
    LOG_REPORT(LogReport::main, "a log of any size, counted (arguments: a file; or a file to be made, and its lines)"),
    CHAT_HUB(ChatHub::main, "a chat over TCP, one goroutine of which is the hub (argument: a port to serve)"),
    JOB_SCHEDULER(JobScheduler::main, "jobs at intervals, with limits, that never overlap with themselves"),
    PRIME_SIEVE(PrimeSieve::main, "a goroutine for each prime (argument: how many)"),
    THREAD_RING(ThreadRing::main, "a token that goes round 503 goroutines (argument: how often it is passed on)");

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
