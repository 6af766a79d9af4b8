package dev.sluice.testkit;

import dev.sluice.inspect.Leak;
import dev.sluice.internal.Origin;
import dev.sluice.runtime.World;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Puts a watching world in place for the time of a test. */
final class LeakCheckExtension implements BeforeEachCallback, AfterEachCallback {
    private record Watch(
            WatchingWorld world,
            World before,
            List<String> openBefore,
            @Nullable LeakSearch search) {}

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LeakCheckExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        Optional<LeakCheck> check = AnnotationSupport.findAnnotation(context.getElement(), LeakCheck.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), LeakCheck.class));
        boolean deadlocks = check.map(LeakCheck::deadlocks).orElse(true);
        boolean leaks = check.map(LeakCheck::leaks).orElse(false);
        LeakSearch search = leaks ? LeakSearch.begin() : null;
        var watching = new WatchingWorld(World.current(), deadlocks, leaks);
        World before = World.use(watching);
        context.getStore(NAMESPACE).put(Watch.class, new Watch(watching, before, openScopes(), search));
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        Watch watch = context.getStore(NAMESPACE).remove(Watch.class, Watch.class);
        if (watch == null) {
            return;
        }
        World.use(watch.before);
        boolean isInterrupted = Thread.interrupted();
        List<String> open = openScopes().stream()
                .filter(each -> !watch.openBefore.contains(each))
                .toList();
        List<Leak> leaks = watch.search == null ? List.of() : watch.search.end();
        List<String> left = watch.world.left();
        boolean isExempt = AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), AllowLeaks.class)
                || AnnotationSupport.isAnnotated(context.getRequiredTestClass(), AllowLeaks.class);
        boolean isClean = left.isEmpty() && open.isEmpty() && leaks.isEmpty() && !isInterrupted;
        if (isClean || isExempt || context.getExecutionException().isPresent()) {
            return; // a test that failed may well have left something
        }
        var text = new StringBuilder("the test has left behind\n");
        left.forEach(each -> text.append("  ").append(each).append('\n'));
        leaks.forEach(each -> text.append("  ").append(each).append('\n'));
        open.forEach(each -> text.append("  scope ").append(each).append(", which is open\n"));
        if (isInterrupted) {
            text.append("  the interrupt flag of its thread, which is set\n");
        }
        throw new LeakError(text.toString());
    }

    private static List<String> openScopes() {
        return Thread.currentThread().getUncaughtExceptionHandler() instanceof Origin origin
                ? origin.openScopes()
                : List.of();
    }
}
