package dev.sluice.testkit;

import dev.sluice.testkit.inside.Agent;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs the methods of a test in bubbles. To JUnit it is one test; each seed gets an instance of its own. */
final class DeterministicExtension implements InvocationInterceptor {
    /** The name of the configuration parameter that says how many seeds there are. */
    static final String SEEDS = "sluice.testkit.seeds";

    private static final System.Logger LOG = System.getLogger(Deterministic.class.getName());

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        explore(invocation, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        explore(invocation, method, context);
    }

    /** Left out, since each seed calls it in its bubble. */
    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
    }

    /** Left out, since each seed calls it in its bubble. */
    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
    }

    private static void explore(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Exception {
        invocation.skip();
        var test = new FreshTest(context, method);
        Optional<Deterministic> settings = settings(context);
        Explorer explorer = explorer(context, settings);
        Optional<Seed> seed = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), Seed.class);
        if (seed.isPresent()) {
            explorer.explore(seed.get().value(), 1, test::run);
        } else {
            tell(context, explorer.explore(1, seeds(context, settings), test::run));
        }
    }

    private static void tell(ExtensionContext context, Exploration exploration) {
        context.publishReportEntry("explored", exploration.toString());
        if (exploration.runs() > 1 && exploration.distinct() == 1) {
            LOG.log(
                    Level.WARNING,
                    "all {0} schedules of {1} were the same: nothing was explored",
                    exploration.runs(),
                    context.getDisplayName());
        }
    }

    private static Explorer explorer(ExtensionContext context, Optional<Deterministic> settings) {
        Explorer explorer = Explorer.DEFAULT.limits(
                settings.map(each -> new Limits(Duration.ofMillis(each.patienceMillis()), each.steps()))
                        .orElse(Limits.DEFAULT));
        String[] named = settings.map(Deterministic::inside).orElse(new String[0]);
        if (named.length > 0) {
            return explorer.inside(named);
        }
        String own = context.getRequiredTestClass().getPackageName();
        return own.isEmpty() || !Agent.isAttached() ? explorer : explorer.inside(own);
    }

    private static Optional<Deterministic> settings(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), Deterministic.class)
                .or(() -> AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), Deterministic.class, context.getEnclosingTestClasses()));
    }

    private static int seeds(ExtensionContext context, Optional<Deterministic> settings) {
        List<Integer> choices = List.of(
                context.getConfigurationParameter(SEEDS).map(Integer::parseInt).orElse(0),
                settings.map(Deterministic::seeds).orElse(1));
        return choices.getFirst() > 0 ? choices.getFirst() : choices.getLast();
    }
}
