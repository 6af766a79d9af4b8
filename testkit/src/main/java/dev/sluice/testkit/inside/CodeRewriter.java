package dev.sluice.testkit.inside;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import org.jspecify.annotations.Nullable;

/** Rewrites the code of one method. */
final class CodeRewriter implements CodeTransform {
    private static final ClassDesc INSIDE = ClassDesc.of("dev.sluice.testkit.inside.Inside");
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(CD_void);
    private static final MethodTypeDesc STEP = MethodTypeDesc.of(CD_void, CD_int);
    private static final MethodTypeDesc ENTER = MethodTypeDesc.of(CD_void, CD_Object, CD_int);
    private static final MethodTypeDesc EXIT = MethodTypeDesc.of(CD_void, CD_Object);

    /** What goes around the whole of it. */
    enum Wrap {
        NONE,
        /** The monitor of a method that was synchronized. */
        MONITOR,
        /** No step: it runs with a lock of the JVM's. */
        QUIET
    }

    /**
     * The class.
     *
     * @param name with slashes
     * @param steps whether there are steps before its accesses, or only a monitor around what was synchronized
     */
    record Target(Part part, String name, String source, ClassLoader loader, Finals finals, boolean steps) {}

    private final Target target;
    private final MethodModel method;
    private final Wrap wrap;
    private final boolean steps;
    private int line;
    private int monitor;
    private @Nullable Label start;

    CodeRewriter(Target target, MethodModel method, Wrap wrap) {
        this.target = target;
        this.method = method;
        this.wrap = wrap;
        this.steps = target.steps() && wrap != Wrap.QUIET;
        this.line = firstLine(method);
    }

    private static int firstLine(MethodModel method) {
        return method.code().stream()
                .flatMap(CodeModel::elementStream)
                .filter(LineNumber.class::isInstance)
                .mapToInt(number -> ((LineNumber) number).line())
                .findFirst()
                .orElse(0);
    }

    @Override
    public void atStart(CodeBuilder code) {
        if (wrap == Wrap.NONE) {
            return;
        }
        if (wrap == Wrap.QUIET) {
            code.invokestatic(INSIDE, "quiet", NOTHING);
        } else {
            monitor = code.allocateLocal(TypeKind.REFERENCE);
            if (method.flags().has(AccessFlag.STATIC)) {
                code.loadConstant(ClassDesc.ofInternalName(target.name()));
            } else {
                code.aload(0);
            }
            code.dup().astore(monitor);
            code.loadConstant(site("enter " + method.methodName()));
            code.invokestatic(INSIDE, "enter", ENTER);
            code.aload(monitor).monitorenter();
        }
        start = code.newBoundLabel();
    }

    @Override
    public void atEnd(CodeBuilder code) {
        if (start != null) {
            Label end = code.newBoundLabel();
            code.exceptionCatchAll(start, end, end);
            leave(code);
            code.athrow();
        }
    }

    private void leave(CodeBuilder code) {
        if (wrap == Wrap.QUIET) {
            code.invokestatic(INSIDE, "loud", NOTHING);
        } else if (wrap == Wrap.MONITOR) {
            code.aload(monitor).monitorexit();
            code.aload(monitor).invokestatic(INSIDE, "exit", EXIT);
        }
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
        switch (element) {
            case LineNumber number -> {
                line = number.line();
                code.with(element);
            }
            case ReturnInstruction _ -> {
                leave(code);
                code.with(element);
            }
            case MonitorInstruction instruction -> monitor(code, instruction);
            case InvokeInstruction call -> call(code, call);
            case FieldInstruction access -> {
                if (isRace(access)) {
                    step(code, (isRead(access.opcode()) ? "read " : "write ") + access.name());
                }
                code.with(element);
            }
            case ArrayLoadInstruction _ -> {
                step(code, "read element");
                code.with(element);
            }
            case ArrayStoreInstruction _ -> {
                step(code, "write element");
                code.with(element);
            }
            default -> code.with(element);
        }
    }

    private boolean isRace(FieldInstruction access) {
        String owner = access.owner().asInternalName();
        return steps
                && !owner.startsWith("java/")
                && !target.finals()
                        .isFinal(target.loader(), owner, access.name().stringValue());
    }

    private static boolean isRead(Opcode opcode) {
        return opcode == Opcode.GETFIELD || opcode == Opcode.GETSTATIC;
    }

    private void step(CodeBuilder code, String what) {
        if (steps) {
            code.loadConstant(site(what)).invokestatic(INSIDE, "step", STEP);
        }
    }

    private int site(String what) {
        return Sites.add(new Site(target.part(), what, target.source() + ":" + line));
    }

    private void monitor(CodeBuilder code, MonitorInstruction instruction) {
        code.dup();
        if (instruction.opcode() == Opcode.MONITORENTER) {
            code.loadConstant(site("enter monitor")).invokestatic(INSIDE, "enter", ENTER);
            code.with(instruction);
        } else {
            code.with(instruction);
            code.invokestatic(INSIDE, "exit", EXIT);
        }
    }

    private void call(CodeBuilder code, InvokeInstruction call) {
        Calls kind = Calls.of(call);
        switch (kind) {
            case REPLACED -> {
                code.loadConstant(site(call.name().stringValue()));
                code.invokestatic(INSIDE, call.name().stringValue(), Calls.replacement(call));
            }
            case SHARED -> {
                step(code, Calls.text(call));
                code.with(call);
            }
            case WITHIN_A_LOCK -> {
                step(code, Calls.text(call));
                quietly(code, call);
            }
            case WITHIN_NATIVE_CODE -> quietly(code, call);
            case OTHER -> code.with(call);
        }
    }

    /** A call that calls the code's own function where that can't wait for its turn. */
    private static void quietly(CodeBuilder code, InvokeInstruction call) {
        Label begin = code.newLabel();
        Label end = code.newLabel();
        Label handler = code.newLabel();
        Label after = code.newLabel();
        code.invokestatic(INSIDE, "quiet", NOTHING);
        code.labelBinding(begin);
        code.with(call);
        code.labelBinding(end);
        code.invokestatic(INSIDE, "loud", NOTHING);
        code.goto_(after);
        code.exceptionCatchAll(begin, end, handler);
        code.labelBinding(handler);
        code.invokestatic(INSIDE, "loud", NOTHING);
        code.athrow();
        code.labelBinding(after);
    }
}
