package dev.sluice.testkit.inside;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.regex.Pattern;

/** The kinds of calls. Of the JDK's classes, what threads may share: a call of them is one access. */
enum Calls {
    /** {@link Inside} has a method of the same name, which is called in its place. */
    REPLACED,
    /** An access to what threads may share. */
    SHARED,
    /** The same, which runs a function of the code's with a lock of the JDK's. */
    WITHIN_A_LOCK,
    /** No access, but it runs a function of the code's from native code, where a virtual thread holds on to its carrier. */
    WITHIN_NATIVE_CODE,
    OTHER;

    private static final Pattern COLLECTIONS = Pattern.compile(
            "java/util/\\w*(\\$\\w+)?(Collection|List|Map|Set|Queue|Deque|Iterator|Vector|Stack|Hashtable|Properties|Entry)");

    private static final Set<String> UNSHARED = Set.of(
            "java/util/concurrent/TimeUnit",
            "java/util/concurrent/ThreadLocalRandom",
            "java/util/concurrent/Executors",
            "java/util/concurrent/ThreadFactory");

    private static final Set<String> WITH_A_BIN_LOCKED =
            Set.of("compute", "computeIfAbsent", "computeIfPresent", "merge");
    private static final Set<String> OF_THREADS = Set.of("sleep", "yield", "onSpinWait");
    private static final Set<String> OF_CLOCKS = Set.of("nanoTime", "currentTimeMillis");
    private static final Set<String> OF_MONITORS =
            Set.of("wait()V", "wait(J)V", "wait(JI)V", "notify()V", "notifyAll()V");
    private static final Set<String> OF_INTERRUPTS = Set.of("interrupt", "isInterrupted", "interrupted");

    static Calls of(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        if (call.opcode() == Opcode.INVOKESTATIC) {
            if (owner.equals("java/lang/Thread")) {
                return OF_THREADS.contains(name) ? REPLACED : OF_INTERRUPTS.contains(name) ? SHARED : OTHER;
            }
            return owner.equals("java/lang/System") && OF_CLOCKS.contains(name) ? REPLACED : OTHER;
        }
        if (owner.equals("java/lang/StackWalker")) {
            return WITHIN_NATIVE_CODE;
        }
        if (OF_MONITORS.contains(name + call.type().stringValue())) {
            return REPLACED;
        }
        if (name.equals("<init>")) {
            return OTHER;
        }
        boolean concurrent = owner.startsWith("java/util/concurrent/") && !UNSHARED.contains(owner);
        if (concurrent || COLLECTIONS.matcher(owner).matches()) {
            return WITH_A_BIN_LOCKED.contains(name) && owner.endsWith("Map") ? WITHIN_A_LOCK : SHARED;
        }
        boolean ofInterrupts = owner.equals("java/lang/Thread") && OF_INTERRUPTS.contains(name);
        return ofInterrupts || owner.equals("java/lang/invoke/VarHandle") ? SHARED : OTHER;
    }

    /** What a schedule calls it. */
    static String text(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        return owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.') + "." + call.name();
    }

    /** The type of the method of {@link Inside} that takes its place: a receiver comes first, the site last. */
    static MethodTypeDesc replacement(InvokeInstruction call) {
        MethodTypeDesc type = call.typeSymbol();
        if (call.opcode() != Opcode.INVOKESTATIC) {
            type = type.insertParameterTypes(0, CD_Object);
        }
        return type.insertParameterTypes(type.parameterCount(), CD_int);
    }
}
