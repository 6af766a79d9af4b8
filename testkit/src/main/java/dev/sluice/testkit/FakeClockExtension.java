package dev.sluice.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Installs a fake clock for the time of a test. */
final class FakeClockExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(FakeClockExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(FakeClock.class, FakeClock.install());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        FakeClock clock = context.getStore(NAMESPACE).remove(FakeClock.class, FakeClock.class);
        if (clock != null) {
            clock.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FakeClock.class;
    }

    @Override
    public FakeClock resolveParameter(ParameterContext parameter, ExtensionContext context) {
        FakeClock clock = context.getStore(NAMESPACE).get(FakeClock.class, FakeClock.class);
        if (clock == null) {
            throw new IllegalStateException("a fake clock is there from the test's @BeforeEach methods on");
        }
        return clock;
    }
}
