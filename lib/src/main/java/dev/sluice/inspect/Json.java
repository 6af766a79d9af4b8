package dev.sluice.inspect;

import java.util.List;

/** Writes the parts of snapshots as JSON. */
final class Json {
    private final JsonText text = new JsonText();

    Json snapshot(Snapshot snapshot) {
        text.object(() -> {
            text.field("at", snapshot.at().toString());
            text.list("owners", snapshot.owners(), this::goroutine);
            text.list("channels", snapshot.channels(), this::channel);
            text.list("pipelines", snapshot.pipelines(), this::pipeline);
            policies(snapshot.policies(), Integer.MAX_VALUE);
            alarms(snapshot.alarms());
        });
        return this;
    }

    Json leaks(LeakProfile profile) {
        text.object(() -> {
            text.field("at", profile.at().toString());
            text.field("watched", profile.watched());
            text.field("found", profile.found());
            text.list("leaks", profile.leaks(), this::leak);
        });
        return this;
    }

    /** Where a report of another form goes on. */
    JsonText text() {
        return text;
    }

    void alarms(Alarms alarms) {
        text.object("alarms", () -> {
            text.field("leaksFound", alarms.leaksFound());
            text.list("leaks", alarms.leaks(), this::leak);
            text.field("deadlocksFound", alarms.deadlocksFound());
            text.list("deadlocks", alarms.deadlocks(), this::deadlock);
        });
    }

    private void leak(Leak leak) {
        text.object(() -> {
            text.field("name", leak.name());
            text.field("threadId", leak.threadId());
            text.field("startedAt", leak.startedAt().toString());
            if (leak.waitsIn() != null) {
                wait(leak.waitsIn());
            }
            text.field("foundAt", leak.foundAt().toString());
            stack(leak.stack());
        });
    }

    private void deadlock(Deadlock deadlock) {
        text.object(() -> {
            text.field("at", deadlock.at().toString());
            text.field("scope", deadlock.scope());
            text.field("message", deadlock.summary());
            text.list("goroutines", deadlock.goroutines(), this::goroutine);
        });
    }

    Json goroutine(GoroutineState goroutine) {
        text.object(() -> {
            goroutineItself(goroutine);
            text.list("scopes", goroutine.scopes(), this::scope);
            stack(goroutine.stack());
        });
        return this;
    }

    /** Adds the fields of a goroutine, without its scopes and its stack. */
    void goroutineItself(GoroutineState goroutine) {
        text.field("name", goroutine.name());
        text.field("threadId", goroutine.threadId());
        text.field("threadState", goroutine.threadState().name());
        StackTraceElement startedAt = goroutine.startedAt();
        if (startedAt != null) {
            text.field("startedAt", startedAt.toString());
        }
        if (goroutine.waitsIn() != null) {
            wait(goroutine.waitsIn());
        }
        text.field("swallowed", goroutine.swallowed());
    }

    private void stack(List<StackTraceElement> stack) {
        if (!stack.isEmpty()) {
            text.list("stack", stack, frame -> text.string(frame.toString()));
        }
    }

    private void wait(WaitState wait) {
        text.object("waitsIn", () -> {
            text.field("operation", wait.operation());
            text.field("id", wait.id());
            text.list("cases", wait.cases(), each -> waitCase(each, true));
            text.field("since", wait.since());
            text.field("remaining", wait.remaining());
        });
    }

    void waitCase(WaitState.Case each, boolean withId) {
        text.object(() -> {
            text.field("operation", each.operation());
            text.field("site", each.site());
            if (withId) {
                text.field("id", each.id());
            }
        });
    }

    private void scope(ScopeState scope) {
        text.object(() -> {
            scopeItself(scope);
            text.list("goroutines", scope.goroutines(), this::goroutine);
        });
    }

    /** Adds the fields of a scope, without its goroutines. */
    void scopeItself(ScopeState scope) {
        text.field("name", scope.name());
        text.field("id", scope.id());
        text.field("started", scope.started());
        text.field("limit", scope.limit());
        text.field("cancelled", scope.cancelled());
    }

    void channel(ChannelState channel) {
        text.object(() -> {
            text.field("name", channel.name());
            text.field("id", channel.id());
            text.field("status", channel.status().name());
            text.field("length", channel.length());
            text.field("capacity", channel.capacity());
            text.field("highWater", channel.highWater());
            text.field("sent", channel.sent());
            text.field("received", channel.received());
            text.field("dropped", channel.dropped());
            text.field("waitingSenders", channel.waitingSenders());
            text.field("waitingReceivers", channel.waitingReceivers());
        });
    }

    void pipeline(PipelineState pipeline) {
        text.object(() -> {
            text.field("name", pipeline.name());
            text.field("run", pipeline.run());
            text.field("elapsed", pipeline.elapsed());
            text.field("draining", pipeline.draining());
            text.field("bottleneck", pipeline.bottleneck());
            text.list("stages", pipeline.stages(), this::stage);
        });
    }

    private void stage(PipelineState.Stage stage) {
        StageState state = stage.state();
        text.object(() -> {
            text.field("name", state.name());
            text.field("goroutines", stage.goroutines());
            text.field("workers", state.workers());
            text.field("mostWorkers", stage.mostWorkers());
            text.field("minWorkers", stage.least());
            text.field("maxWorkers", stage.most());
            text.field("in", state.in());
            text.field("out", state.out());
            text.field("failed", state.failed());
            text.field("busy", state.busyNanos() / 1e9);
            text.field("waitingForInput", state.waitingForInputNanos() / 1e9);
            text.field("waitingForOutput", state.waitingForOutputNanos() / 1e9);
            text.field("queued", state.queued());
            text.field("queueCapacity", state.queueCapacity());
            text.field("queueHighWater", state.queueHighWater());
            text.list("inputs", stage.inputs(), this::input);
        });
    }

    private void input(PipelineState.Input input) {
        text.object(() -> {
            text.field("from", input.from());
            text.field("id", input.channel());
            text.field("length", input.length());
            text.field("capacity", input.capacity());
        });
    }

    /** Adds the policies by their kind, of each kind a number at most. */
    void policies(List<PolicyState> policies, int most) {
        text.object("policies", () -> {
            kind("breakers", policies, most, PolicyState.Breaker.class);
            kind("rateLimiters", policies, most, PolicyState.Limiter.class, PolicyState.KeyedLimiter.class);
            kind("semaphores", policies, most, PolicyState.Semaphore.class);
            kind("pools", policies, most, PolicyState.Pool.class);
            kind("topics", policies, most, PolicyState.Topic.class);
        });
    }

    private void kind(String name, List<PolicyState> policies, int most, Class<?>... types) {
        List<PolicyState> shown = policies.stream()
                .filter(each -> List.of(types).contains(each.getClass()))
                .limit(most)
                .toList();
        text.list(name, shown, each -> PolicyJson.write(text, each));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
