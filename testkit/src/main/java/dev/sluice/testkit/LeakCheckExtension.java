package dev.sluice.testkit;

import dev.sluice.runtime.Origin;
import dev.sluice.runtime.World;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Puts a watching world in place for the time of a test. */
final class LeakCheckExtension implements BeforeEachCallback, AfterEachCallback {
    private record Watch(WatchingWorld world, World before, List<String> openBefore) {}

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LeakCheckExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        boolean deadlocks = AnnotationSupport.findAnnotation(context.getElement(), LeakCheck.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), LeakCheck.class))
                .map(LeakCheck::deadlocks)
                .orElse(true);
        var watching = new WatchingWorld(World.current(), deadlocks);
        World before = World.use(watching);
        context.getStore(NAMESPACE).put(Watch.class, new Watch(watching, before, openScopes()));
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        Watch watch = context.getStore(NAMESPACE).remove(Watch.class, Watch.class);
        if (watch == null) {
            return;
        }
        World.use(watch.before);
        List<String> open = openScopes().stream()
                .filter(each -> !watch.openBefore.contains(each))
                .toList();
        List<String> left = watch.world.left();
        boolean isExempt = AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), AllowLeaks.class)
                || AnnotationSupport.isAnnotated(context.getRequiredTestClass(), AllowLeaks.class);
        boolean isClean = left.isEmpty() && open.isEmpty();
        if (isClean || isExempt || context.getExecutionException().isPresent()) {
            return; // a test that failed may well have left something
        }
        var text = new StringBuilder("the test has left behind\n");
        left.forEach(each -> text.append("  ").append(each).append('\n'));
        open.forEach(each -> text.append("  scope ").append(each).append(", which is open\n"));
        throw new LeakError(text.toString());
    }

    private static List<String> openScopes() {
        return Thread.currentThread().getUncaughtExceptionHandler() instanceof Origin origin
                ? origin.openScopes()
                : List.of();
    }
}
