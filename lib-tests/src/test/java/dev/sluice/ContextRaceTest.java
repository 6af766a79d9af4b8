package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listening, taking back, cancelling and deadlines at the same time. A longer run: {@code -Dsluice.stress.seconds=600}. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(900)
@LeakCheck(deadlocks = false)
class ContextRaceTest {
    private static final int THREADS = 4;
    private static final int ROUNDS_A_SECOND = 1000;

    private final long seed = Long.getLong("sluice.stress.seed", System.nanoTime());
    private final int rounds = Integer.getInteger("sluice.stress.seconds", 2) * ROUNDS_A_SECOND;

    /** A registration, how often it was told, and whether it was taken back. */
    private static final class Listened {
        final AtomicInteger told = new AtomicInteger();
        final Context context;
        final Context.Registration registration;
        boolean takenBack;

        Listened(Context context) {
            this.context = context;
            this.registration = context.onCancel(told::incrementAndGet);
        }
    }

    @Test
    void each_listener_is_told_once_unless_it_was_taken_back() throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            round(new SplittableRandom(seed + round));
        }
    }

    private void round(SplittableRandom random) throws InterruptedException {
        try (var world = ManualWorld.beginBeforeWrap()) {
            var root = Context.background().withCancel();
            List<Context> tree = tree(root, random.split());
            List<List<Listened>> listened = new ArrayList<>();

            try (var scope = Scope.open()) {
                for (int i = 0; i < THREADS; i++) {
                    var own = new ArrayList<Listened>();
                    listened.add(own);
                    var ownRandom = random.split();
                    scope.go(() -> listen(tree, own, ownRandom));
                }
                var another = random.split();
                scope.go(() -> {
                    tree.get(another.nextInt(tree.size())).cancel();
                    if (another.nextBoolean()) {
                        world.advance(Duration.ofSeconds(another.nextInt(3)));
                    }
                });
                scope.join();
            }
            for (Listened each : (Iterable<Listened>) listened.stream().flatMap(List::stream)::iterator) {
                if (!each.takenBack && each.context.isCancelled()) {
                    Eventually.becomes(() -> each.told.get() == 1, () -> "told once; seed " + seed);
                }
            }
            tree.getFirst().cancel();
            for (Listened each : (Iterable<Listened>) listened.stream().flatMap(List::stream)::iterator) {
                assertThat(each.context.isCancelled()).isTrue();
                if (!each.takenBack) {
                    Eventually.becomes(() -> each.told.get() == 1, () -> "told once; seed " + seed);
                }
                assertThat(each.told.get()).as("seed %d", seed).isLessThanOrEqualTo(1);
            }
            assertThat(tree).as("seed %d", seed).allMatch(each -> Listening.to(each) == 0);
            Eventually.becomes(() -> world.timers().pending() == 0, () -> "no timer is left; seed " + seed);
        }
    }

    private static List<Context> tree(Context root, SplittableRandom random) {
        var tree = new ArrayList<>(List.of(root));
        for (int i = random.nextInt(10); i >= 0; i--) {
            var parent = tree.get(random.nextInt(tree.size()));
            tree.add(
                    switch (random.nextInt(3)) {
                        case 0 -> parent.withCancel();
                        case 1 -> parent.withTimeout(Duration.ofSeconds(random.nextInt(4)));
                        default -> Context.merge(parent, tree.get(random.nextInt(tree.size())));
                    });
        }
        return tree;
    }

    private static void listen(List<Context> tree, List<Listened> listened, SplittableRandom random) {
        for (int i = 0; i < 20; i++) {
            Context context = tree.get(random.nextInt(tree.size()));
            switch (random.nextInt(4)) {
                case 0 -> context.done();
                case 1 -> context.isCancelled();
                default -> listened.add(new Listened(context));
            }
            if (!listened.isEmpty() && random.nextBoolean()) {
                Listened each = listened.get(random.nextInt(listened.size()));
                each.registration.close();
                each.takenBack = true;
            }
        }
    }
}
