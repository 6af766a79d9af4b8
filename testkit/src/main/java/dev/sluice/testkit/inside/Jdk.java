package dev.sluice.testkit.inside;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.AccessFlag;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets the JDK's locks, queues and futures wait as the open bubble says.
 *
 * <p>All of {@code java.util.concurrent} blocks by {@code LockSupport.park} and goes by {@code System.nanoTime}. Both are led to a
 * class that this one makes beside them; its three fields hold the bubble's functions. So the locks are the JDK's own, with their own queues and order.
 */
final class Jdk {
    private static final String LOCK_SUPPORT = "java/util/concurrent/locks/LockSupport";
    private static final String HOOK_NAME = "java/util/concurrent/locks/SluiceHook";
    private static final ClassDesc HOOK = ClassDesc.ofInternalName(HOOK_NAME);
    private static final ClassDesc PARK = BiPredicate.class.describeConstable().orElseThrow();
    private static final ClassDesc UNPARK = Predicate.class.describeConstable().orElseThrow();
    private static final ClassDesc CLOCK =
            LongSupplier.class.describeConstable().orElseThrow();
    private static final ClassDesc LONG = ClassDesc.of("java.lang.Long");
    private static final MethodTypeDesc PARK_TYPE = MethodTypeDesc.of(CD_boolean, CD_Object, CD_long);
    private static final MethodTypeDesc UNPARK_TYPE = MethodTypeDesc.of(CD_boolean, CD_Object);
    private static final MethodTypeDesc CLOCK_TYPE = MethodTypeDesc.of(CD_long);

    private static @Nullable VarHandle park;
    private static @Nullable VarHandle unpark;
    private static @Nullable VarHandle clock;

    private Jdk() {}

    /** Makes the hook. To be called once, before the first class is rewritten. */
    static void install(Instrumentation instrumentation) {
        Module base = LockSupport.class.getModule();
        String place = LockSupport.class.getPackageName();
        Set<Module> ours = Set.of(Jdk.class.getModule());
        instrumentation.redefineModule(base, Set.of(), Map.of(), Map.of(place, ours), Set.of(), Map.of());
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(LockSupport.class, MethodHandles.lookup());
            Class<?> hook = lookup.defineClass(hook());
            unpark = lookup.findStaticVarHandle(hook, "unpark", Predicate.class);
            clock = lookup.findStaticVarHandle(hook, "clock", LongSupplier.class);
            park = lookup.findStaticVarHandle(hook, "park", BiPredicate.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the class that leads the JDK's locks to a bubble can't be made", e);
        }
    }

    static void open(Steps bubble) {
        set(
                (blocker, nanos) -> bubble.park(blocker, nanos),
                thread -> thread instanceof Thread target && bubble.unpark(target),
                bubble::nanoTime);
    }

    static void close() {
        set(null, null, null);
    }

    private static void set(
            @Nullable BiPredicate<Object, Long> toPark,
            @Nullable Predicate<Object> toUnpark,
            @Nullable LongSupplier toTell) {
        if (park != null && unpark != null && clock != null) {
            park.setVolatile(toPark);
            unpark.setVolatile(toUnpark);
            clock.setVolatile(toTell);
        }
    }

    /** Whether this is a class that is rewritten here. */
    static boolean isOurs(String name) {
        return name.startsWith("java/util/concurrent/") && !name.equals(HOOK_NAME);
    }

    static byte[] rewrite(String name, byte[] bytes) {
        ClassFile classes = ClassFile.of();
        return classes.transformClass(
                classes.parse(bytes),
                name.equals(LOCK_SUPPORT) ? lockSupport() : ClassTransform.transformingMethodBodies(Jdk::clock));
    }

    private static void clock(CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeInstruction call
                && call.owner().asInternalName().equals("java/lang/System")
                && call.name().equalsString("nanoTime")) {
            code.invokestatic(HOOK, "nanoTime", CLOCK_TYPE);
        } else {
            code.with(element);
        }
    }

    private static ClassTransform lockSupport() {
        return (builder, element) -> {
            if (element instanceof MethodModel method && method.code().isPresent()) {
                builder.transformMethod(method, (methodBuilder, each) -> {
                    if (each instanceof CodeModel body) {
                        methodBuilder.transformCode(
                                body,
                                first(method.methodName() + method.methodType().stringValue()));
                    } else {
                        methodBuilder.with(each);
                    }
                });
            } else {
                builder.with(element);
            }
        };
    }

    /** Asks the hook first. */
    private static CodeTransform first(String method) {
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                switch (method) {
                    case "park()V" -> ask(code.aconst_null().loadConstant(-1L), "park", PARK_TYPE);
                    case "park(Ljava/lang/Object;)V" -> ask(code.aload(0).loadConstant(-1L), "park", PARK_TYPE);
                    case "parkNanos(J)V" -> askInTime(code, code.aconst_null(), 0);
                    case "parkNanos(Ljava/lang/Object;J)V" -> askInTime(code, code.aload(0), 1);
                    case "unpark(Ljava/lang/Thread;)V" -> ask(code.aload(0), "unpark", UNPARK_TYPE);
                    default -> {} // by the calendar, or no park
                }
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        };
    }

    /** With a time of zero or less nothing is done, here as there. */
    private static void askInTime(CodeBuilder code, CodeBuilder withBlocker, int slot) {
        withBlocker.lload(slot).loadConstant(0L);
        code.invokestatic(ClassDesc.of("java.lang.Math"), "max", MethodTypeDesc.of(CD_long, CD_long, CD_long));
        ask(code, "park", PARK_TYPE);
    }

    private static void ask(CodeBuilder code, String what, MethodTypeDesc type) {
        Label other = code.newLabel();
        code.invokestatic(HOOK, what, type).ifeq(other).return_().labelBinding(other);
    }

    /** The class. Where a function isn't set, it says that nothing was done. */
    private static byte[] hook() {
        return ClassFile.of().build(HOOK, builder -> {
            builder.withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL);
            int open = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
            builder.withField("park", PARK, open);
            builder.withField("unpark", UNPARK, open);
            builder.withField("clock", CLOCK, open);
            builder.withMethodBody("park", PARK_TYPE, open, code -> {
                Label none = code.newLabel();
                code.getstatic(HOOK, "park", PARK).astore(3).aload(3).ifnull(none);
                code.aload(3).aload(0).lload(1).invokestatic(LONG, "valueOf", MethodTypeDesc.of(LONG, CD_long));
                code.invokeinterface(PARK, "test", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object))
                        .ireturn();
                code.labelBinding(none).iconst_0().ireturn();
            });
            builder.withMethodBody("unpark", UNPARK_TYPE, open, code -> {
                Label none = code.newLabel();
                code.getstatic(HOOK, "unpark", UNPARK).astore(1).aload(1).ifnull(none);
                code.aload(1)
                        .aload(0)
                        .invokeinterface(UNPARK, "test", MethodTypeDesc.of(CD_boolean, CD_Object))
                        .ireturn();
                code.labelBinding(none).iconst_0().ireturn();
            });
            builder.withMethodBody("nanoTime", CLOCK_TYPE, open, code -> {
                Label none = code.newLabel();
                code.getstatic(HOOK, "clock", CLOCK).astore(0).aload(0).ifnull(none);
                code.aload(0).invokeinterface(CLOCK, "getAsLong", CLOCK_TYPE).lreturn();
                code.labelBinding(none)
                        .invokestatic(ClassDesc.of("java.lang.System"), "nanoTime", CLOCK_TYPE)
                        .lreturn();
            });
        });
    }
}
