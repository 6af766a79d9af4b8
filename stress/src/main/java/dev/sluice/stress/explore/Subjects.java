package dev.sluice.stress.explore;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.io.Pipe;
import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.resilience.KeyedRateLimiter;
import dev.sluice.resilience.RateLimiter;
import dev.sluice.sync.Barrier;
import dev.sluice.sync.Promise;
import dev.sluice.sync.Semaphore;
import dev.sluice.sync.SingleFlight;
import dev.sluice.sync.Subscription;
import dev.sluice.sync.Topic;
import dev.sluice.sync.WaitGroup;
import dev.sluice.sync.WorkerPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What is explored: the kinds of objects that goroutines share, with their operations. */
final class Subjects {
    private Subjects() {}

    static List<Subject<?>> all() {
        return List.of(
                channel("unbuffered", Channel::unbuffered),
                channel("buffered", () -> Channel.buffered(1)),
                select(),
                task(),
                context(),
                scope(),
                semaphore(),
                barrier(),
                waitGroup(),
                promise(),
                singleFlight(),
                workerPool(),
                topic(),
                pipe(),
                circuitBreaker(),
                rateLimiter(),
                keyedRateLimiter());
    }

    private static Subject<Channel<String>> channel(String kind, Supplier<Channel<String>> maker) {
        return Subject.<Channel<String>>of("channel-" + kind, _ -> maker.get())
                .does("send", channel -> channel.send("a"))
                .with("offer", channel -> channel.offer("b"))
                .with("sendAsync", channel -> channel.sendAsync("c", _ -> {}))
                .with("receive", Channel::receive)
                .with("tryReceive", Channel::tryReceive)
                .with("drainTo", channel -> {
                    var all = new ArrayList<String>();
                    channel.drainTo(all, 2);
                    return all;
                })
                .with("close", Channel::close)
                .with("closeWithError", channel -> channel.closeWithError(failure()))
                .with("cancel", Channel::cancel)
                .with("done", channel -> channel.done().receive(Duration.ofDays(1)))
                .with("select receive", channel -> select(List.of(channel), List.of()))
                .with("select send", channel -> select(List.of(), List.of(channel)))
                .seen(channel -> channel.length() + " left, closed " + channel.isClosed());
    }

    /** Waits for the first of some channels to receive from and to send to; a select that ends by a close says so. */
    private static String select(List<Channel<String>> from, List<Channel<String>> to) throws InterruptedException {
        try (var select = Select.open()) {
            var receives = new ArrayList<Select.Receive<String>>();
            from.forEach(channel -> receives.add(select.receive(channel)));
            var sends = new ArrayList<Select.Case>();
            to.forEach(channel -> {
                Select.Send<String> send = select.send(channel);
                send.value("s");
                sends.add(send);
            });
            Select.Case chosen = select.await();
            int receive = receives.indexOf(chosen);
            if (receive < 0) {
                return "sent to " + sends.indexOf(chosen);
            }
            return "received " + receives.get(receive).value() + " from " + receive + ", closed "
                    + receives.get(receive).closed();
        }
    }

    private record Two(Channel<String> first, Channel<String> second) {}

    private static Subject<Two> select() {
        return Subject.of("select", _ -> new Two(Channel.unbuffered(), Channel.buffered(1)))
                .with("receive either", two -> select(List.of(two.first(), two.second()), List.of()))
                .with("send either", two -> select(List.of(), List.of(two.first(), two.second())))
                .with("send first, receive second", two -> select(List.of(two.second()), List.of(two.first())))
                .with("receive first, send second", two -> select(List.of(two.first()), List.of(two.second())))
                .with("poll", two -> {
                    try (var select = Select.open()) {
                        var receive = select.receive(two.first());
                        return select.poll() == receive ? receive.value() : "none";
                    }
                })
                .does("send first", two -> two.first().send("a"))
                .does("send second", two -> two.second().send("b"))
                .with("receive first", two -> two.first().receive())
                .with("receive second", two -> two.second().receive())
                .with("close first", two -> two.first().close())
                .with("cancel second", two -> two.second().cancel())
                .seen(two -> two.first().length() + " and " + two.second().length() + " left");
    }

    private record Work(Channel<String> gate, Task<String> task) {}

    private static Subject<Work> task() {
        return Subject.of("task", scope -> {
                    Channel<String> gate = Channel.named("gate").unbuffered();
                    return new Work(gate, scope.go(() -> received(gate)));
                })
                .with("await", work -> work.task().await())
                .with("cancel", work -> work.task().cancel())
                .with("done", work -> work.task().done().receive(Duration.ofDays(1)))
                .does("cancel future", work -> work.task().toCompletableFuture().cancel(true))
                .with("state", work -> work.task().state())
                .does("let it go on", work -> work.gate().send("result"))
                .with("let it fail", work -> work.gate().closeWithError(failure()))
                .seen(work -> work.task().state().toString());
    }

    private static Subject<Context> context() {
        return Subject.of("context", _ -> Context.background().withCancel())
                .with("cancel", Context::cancel)
                .with("cancel for a reason", context -> context.cancel(failure()))
                .with("cause", context -> String.valueOf(context.cause()))
                .with("child", context -> context.withCancel().isCancelled())
                .with("child ends", context -> context.withCancel().done().receive(Duration.ofDays(1)))
                .with("done", context -> context.done().receive(Duration.ofDays(1)))
                .with("run", context -> context.call(() -> received(Channel.unbuffered())))
                .with("onCancel", context -> {
                    Channel<String> told = Channel.buffered(1);
                    context.onCancel(() -> told.offer("told"));
                    return told.receive();
                })
                .with("onCancel, taken back", context -> {
                    var told = new AtomicInteger();
                    context.onCancel(told::incrementAndGet).close();
                    return told.get() <= 1;
                })
                .does("close", Context::close)
                .seen(context -> context.cause() + "");
    }

    private record Inner(Scope scope, Scope.External external) {}

    private static Subject<Inner> scope() {
        return Subject.of("scope", around -> {
                    Channel<Inner> made = Channel.buffered(1);
                    around.go("owner", () -> {
                        try (var scope = Scope.open().failFast().limit(2)) {
                            made.send(new Inner(scope, scope.external()));
                            scope.join();
                        }
                    });
                    return Objects.requireNonNull(made.receive(), "the scope");
                })
                .with("go", inner -> inner.external().go(() -> "done").await())
                .with(
                        "go and fail",
                        inner -> inner.external()
                                .go((CheckedRunnable<IOException>) () -> {
                                    throw failure();
                                })
                                .state()
                                .name()
                                .isEmpty())
                .with(
                        "go and wait",
                        inner -> inner.external()
                                .go(() -> received(Channel.unbuffered()))
                                .orElse("not yet"))
                .does("close external", inner -> inner.external().close())
                .with("cancel", inner -> inner.scope().cancel())
                .with("context", inner -> inner.scope().context().done().receive(Duration.ofDays(1)))
                .seen(inner -> inner.scope().context().isCancelled() + "");
    }

    private static Subject<Semaphore> semaphore() {
        return Subject.of("semaphore", _ -> new Semaphore(2))
                .with("acquire", semaphore -> semaphore.acquire() != null)
                .with("acquire and release", semaphore -> {
                    try (var _ = semaphore.acquire()) {
                        return "had it";
                    }
                })
                .with("acquire 2", semaphore -> semaphore.acquire(2) != null)
                .with("acquire 2 and release", semaphore -> {
                    try (var _ = semaphore.acquire(2)) {
                        return "had both";
                    }
                })
                .with("tryAcquire", semaphore -> semaphore.tryAcquire().isPresent())
                .does("resize to 1", semaphore -> semaphore.resize(1))
                .does("resize to 3", semaphore -> semaphore.resize(3))
                .seen(semaphore -> semaphore.available() + " available, " + semaphore.waiting() + " waiting");
    }

    private static Subject<Barrier> barrier() {
        return Subject.of("barrier", _ -> new Barrier(2))
                .with("await", barrier -> barrier.await() >= 0)
                .does("leave", Barrier::leave)
                .does("reset", Barrier::reset)
                .with("isBroken", Barrier::isBroken)
                .with("await, cancelled", barrier -> {
                    try (var context = Context.background().withCancel()) {
                        context.cancel();
                        return barrier.await(context) >= 0;
                    }
                })
                .seen(barrier -> barrier.waiting() + " waiting, broken " + barrier.isBroken());
    }

    private static Subject<WaitGroup> waitGroup() {
        return Subject.of("wait-group", _ -> {
                    var group = new WaitGroup();
                    group.add(1);
                    return group;
                })
                .does("add", group -> group.add(1))
                .does("countDown", WaitGroup::countDown)
                .does("await", WaitGroup::await)
                .with("done", group -> group.done().receive(Duration.ofDays(1)))
                .seen(group -> group.count() + "");
    }

    private static Subject<Promise<String>> promise() {
        return Subject.of("promise", _ -> new Promise<String>())
                .with("complete", promise -> promise.complete("value"))
                .with("fail", promise -> promise.fail(failure()))
                .with("await", Promise::await)
                .with("done", promise -> promise.done().receive(Duration.ofDays(1)))
                .does("cancel future", promise -> promise.toCompletableFuture().cancel(true))
                .with("isDone", Promise::isDone)
                .seen(promise -> promise.isDone() + " " + promise.failure());
    }

    private static Subject<SingleFlight<String, String>> singleFlight() {
        return Subject.of("single-flight", SingleFlight::<String, String>in)
                .with("call", flight -> flight.call("key", () -> "value"))
                .with("call and wait", flight -> flight.call("key", () -> received(Channel.unbuffered())))
                .with(
                        "call and fail",
                        flight -> flight.call("key", IOException.class, () -> {
                            throw failure();
                        }))
                .with("forget", flight -> flight.forget("key"))
                .does("close", SingleFlight::close)
                .seen(flight -> flight.inFlight() + " in flight");
    }

    private static Subject<WorkerPool<String, String>> workerPool() {
        return Subject.of(
                        "worker-pool", scope -> WorkerPool.workers(1).queue(1).start(scope, (String job) -> job + "!"))
                .does("submit", pool -> pool.submit("a"))
                .with("offer", pool -> pool.offer("b"))
                .with("result", pool -> String.valueOf(pool.results().receive()))
                .does("close", WorkerPool::close)
                .with("cancel", WorkerPool::cancel)
                .does("resize", pool -> pool.resize(2))
                .seen(pool -> pool.queued() + " queued");
    }

    private static Subject<Topic<String>> topic() {
        return Subject.of("topic", _ -> new Topic<String>())
                .with("publish", topic -> topic.publish("a.b", "x"))
                .with("subscribe and receive", topic -> {
                    try (var subscription = topic.subscribe("a.*", 1, Topic.Policy.BLOCK)) {
                        return String.valueOf(subscription.messages().receive());
                    }
                })
                .with("subscribe and leave", topic -> {
                    Subscription<String> subscription = topic.subscribe("a.b", 1, Topic.Policy.BLOCK);
                    subscription.close();
                    return subscription.lag();
                })
                .does("forget", topic -> topic.forget("a.b"))
                .does("close", Topic::close)
                .seen(topic -> topic.subscribers() + " subscribers");
    }

    private static Subject<Pipe> pipe() {
        return Subject.of("pipe", _ -> Pipe.buffered(2))
                .does("write 1", pipe -> pipe.output().write('a'))
                .does("write 3", pipe -> pipe.output().write(new byte[] {'b', 'c', 'd'}, 0, 3))
                .with("read", pipe -> pipe.input().read())
                .with("read 2", pipe -> pipe.input().read(new byte[2], 0, 2) > 0)
                .does("close output", pipe -> pipe.output().close())
                .does("close input", pipe -> pipe.input().close())
                .with("fail output", pipe -> pipe.output().closeWithError(failure()))
                .with("fail input", pipe -> pipe.input().closeWithError(failure()));
    }

    private static Subject<CircuitBreaker> circuitBreaker() {
        return Subject.of(
                        "circuit-breaker",
                        _ -> CircuitBreaker.named("b")
                                .window(2)
                                .minimumCalls(2)
                                .failureRate(0.5)
                                .build())
                .with("call", breaker -> breaker.call(() -> "ok"))
                .with(
                        "call and fail",
                        breaker -> breaker.call(IOException.class, () -> {
                            throw failure();
                        }))
                .does("admit and succeed", breaker -> breaker.admit().success())
                .does("admit and fail", breaker -> breaker.admit().failure())
                .does("admit and leave", breaker -> breaker.admit().close())
                .does("forceOpen", CircuitBreaker::forceOpen)
                .does("forceClosed", CircuitBreaker::forceClosed)
                .does("reset", CircuitBreaker::reset)
                .with("state", CircuitBreaker::state)
                .seen(breaker -> breaker.state() + " " + breaker.counts());
    }

    private static Subject<RateLimiter> rateLimiter() {
        return Subject.of(
                        "rate-limiter",
                        _ -> RateLimiter.of(2, Duration.ofSeconds(1)).build())
                .with("allow", RateLimiter::allow)
                .with("allow 2", limiter -> limiter.allow(2))
                .with("reserve", limiter -> limiter.reserve().delay())
                .with("reserve and cancel", limiter -> limiter.reserve().cancel())
                .does("await", RateLimiter::await)
                .does("change", limiter -> limiter.change(1, 1))
                .seen(limiter -> limiter.available() + " available");
    }

    private static Subject<KeyedRateLimiter<String>> keyedRateLimiter() {
        return Subject.of(
                        "keyed-rate-limiter",
                        _ -> KeyedRateLimiter.of(1, Duration.ofSeconds(1))
                                .maxKeys(1)
                                .<String>build())
                .with("allow a", limiter -> limiter.allow("a"))
                .with("allow b", limiter -> limiter.allow("b"))
                .does("await a", limiter -> limiter.await("a"))
                .does("change", limiter -> limiter.change(1, 1))
                .seen(limiter -> limiter.size() + " keys");
    }

    /** Its next value, or "null" if it's closed. */
    private static String received(Channel<String> channel) throws InterruptedException {
        return String.valueOf(channel.receive());
    }

    private static IOException failure() {
        return new IOException("failure");
    }
}
