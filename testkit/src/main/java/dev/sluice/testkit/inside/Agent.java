package dev.sluice.testkit.inside;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The agent that rewrites classes. It is named by a {@code -javaagent} option, or attached by {@link Attach}.
 *
 * <p>Until something is {@linkplain #include included} it changes nothing but how methods are synchronized, as {@link Rewriter} says.
 */
public final class Agent implements ClassFileTransformer {
    /** What is never looked into: what runs the schedule, and what runs the tests. */
    private static final List<String> EXCLUDED = List.of(
            "dev.sluice.testkit",
            "dev.sluice.runtime",
            "java",
            "javax",
            "jdk",
            "sun",
            "com.sun",
            "org.junit",
            "org.opentest4j",
            "org.assertj",
            "org.apache.maven.surefire",
            "org.jacoco");

    /** Set by the thread of the JVM that attaches it, while another one waits for that. */
    private static volatile @Nullable Agent attached;

    private final Instrumentation instrumentation;
    private final Rewriter rewriter = new Rewriter();
    private final List<String> included = new CopyOnWriteArrayList<>();

    /** The classes that were there before the agent: their methods must keep their modifiers. Asking a class for its methods would load others. */
    private final Set<Class<?>> before = Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    private Agent(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
        for (Class<?> each : instrumentation.getAllLoadedClasses()) {
            before.add(each);
        }
    }

    /** Called by the JVM before the program starts. */
    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        agentmain(options, instrumentation);
    }

    /** Called by the JVM when the agent is attached. */
    public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
        if (attached == null) {
            var agent = new Agent(instrumentation);
            attached = agent;
            instrumentation.addTransformer(agent, true);
        }
    }

    /** Whether classes can be rewritten; attaches the agent where the JVM allows it. */
    public static synchronized boolean isAttached() {
        if (attached == null) {
            Attach.attach();
        }
        return attached != null;
    }

    /** Rewrites the classes of these packages, or these classes, now and as they load. */
    public static void include(List<String> names) {
        Agent agent = attached;
        if (agent != null) {
            agent.add(names);
        }
    }

    private synchronized void add(List<String> names) {
        List<String> more =
                names.stream().filter(name -> !included.contains(name)).toList();
        if (more.isEmpty()) {
            return;
        }
        boolean first = included.isEmpty();
        if (first) {
            Jdk.install(instrumentation);
        }
        included.addAll(more);
        var again = new ArrayList<Class<?>>();
        for (Class<?> each : instrumentation.getAllLoadedClasses()) {
            boolean named = isIn(each.getName(), more) && !isIn(each.getName(), EXCLUDED);
            boolean ofTheJdk = first && Jdk.isOurs(each.getName().replace('.', '/'));
            if ((named || ofTheJdk) && instrumentation.isModifiableClass(each)) {
                again.add(each);
            }
        }
        try {
            instrumentation.retransformClasses(again.toArray(Class<?>[]::new));
        } catch (UnmodifiableClassException e) {
            throw new IllegalStateException(e); // each was asked
        }
    }

    private static boolean isIn(String type, List<String> names) {
        return names.stream().anyMatch(name -> Part.isIn(type, name));
    }

    @Override
    public byte @Nullable [] transform(
            Module module,
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> loaded,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (name == null) {
            return null;
        }
        try {
            if (loader == null) {
                return !included.isEmpty() && Jdk.isOurs(name) ? Jdk.rewrite(name, bytes) : null;
            }
            String type = name.replace('/', '.');
            if (isIn(type, EXCLUDED)) {
                return null;
            }
            byte[] rewritten =
                    rewriter.rewrite(loader, bytes, isIn(type, included), loaded != null && before.contains(loaded));
            if (rewritten != null) {
                letCall(module);
            }
            return rewritten;
        } catch (RuntimeException | Error e) {
            // The JVM would go on without a word.
            System.getLogger(Agent.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "class " + name + " can't be looked into: it is left as it is",
                            e);
            return null;
        }
    }

    /** Lets a named module call {@link Inside}. */
    private void letCall(Module module) {
        Module ours = Agent.class.getModule();
        String inside = Agent.class.getPackageName();
        if (module.isNamed() && !module.canRead(ours)) {
            instrumentation.redefineModule(module, Set.of(ours), Map.of(), Map.of(), Set.of(), Map.of());
        }
        if (ours.isNamed() && !ours.isExported(inside, module)) {
            instrumentation.redefineModule(
                    ours, Set.of(), Map.of(inside, Set.of(module)), Map.of(), Set.of(), Map.of());
        }
    }
}
