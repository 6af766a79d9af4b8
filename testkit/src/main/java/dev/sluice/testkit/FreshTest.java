package dev.sluice.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** A test method that can be run many times, each time on an instance of its own. */
final class FreshTest {
    private final ExtensionContext context;
    private final Method method;
    private final Object[] arguments;

    FreshTest(ExtensionContext context, ReflectiveInvocationContext<Method> method) {
        this.context = context;
        this.method = method.getExecutable();
        this.arguments = method.getArguments().toArray();
    }

    void run() throws Exception {
        List<Object> instances = instances();
        Throwable failure = null;
        try {
            for (Object instance : instances) {
                invokeAll(
                        AnnotationSupport.findAnnotatedMethods(
                                instance.getClass(), BeforeEach.class, HierarchyTraversalMode.TOP_DOWN),
                        instance);
            }
            ReflectionSupport.invokeMethod(method, instances.getLast(), arguments);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        for (Object instance : instances.reversed()) {
            try {
                invokeAll(
                        AnnotationSupport.findAnnotatedMethods(
                                instance.getClass(), AfterEach.class, HierarchyTraversalMode.BOTTOM_UP),
                        instance);
            } catch (Throwable thrown) {
                failure = join(failure, thrown);
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (Exception) failure;
        }
    }

    private static Throwable join(@Nullable Throwable first, Throwable second) {
        if (first == null) {
            return second;
        }
        first.addSuppressed(second);
        return first;
    }

    private void invokeAll(List<Method> methods, Object instance) {
        for (Method each : methods) {
            context.getExecutableInvoker().invoke(each, instance);
        }
    }

    /** The instances to run the method on, the outermost first. */
    private List<Object> instances() {
        List<Object> known = context.getRequiredTestInstances().getAllInstances();
        if (context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_CLASS) {
            return known;
        }
        var made = new ArrayList<Object>();
        for (Object each : known) {
            Class<?> type = each.getClass();
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
            made.add(
                    inner
                            ? context.getExecutableInvoker().invoke(constructor, made.getLast())
                            : context.getExecutableInvoker().invoke(constructor));
        }
        return made;
    }
}
