package dev.sluice.testkit.inside;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a class, so that its code calls {@link Inside}.
 *
 * <p>A synchronized method becomes one with a synchronized block, since the JVM enters its monitor where nothing can be
 * inserted before. That changes a modifier of the method, which is possible only when the class loads: so it is done
 * to all classes, and what else is to be done can be added later. In a class that has loaded before the agent such a method stays
 * as it is, and takes no steps.
 */
final class Rewriter {
    private static final System.Logger LOG = System.getLogger(Agent.class.getName());

    private final Finals finals = new Finals();

    /**
     * Rewrites.
     *
     * @param within whether it takes steps before its accesses
     * @param locked whether its methods must keep their modifiers
     * @return the new bytes, or null if nothing has to be changed
     */
    byte @Nullable [] rewrite(@Nullable ClassLoader loader, byte[] bytes, boolean within, boolean locked) {
        ClassLoader resources = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        ClassFile classes = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(resources)));
        ClassModel model = classes.parse(bytes);
        if (!within && (locked || model.methods().stream().noneMatch(Rewriter::isSynchronized))) {
            return null;
        }
        String name = model.thisClass().asInternalName();
        if (locked && model.methods().stream().anyMatch(Rewriter::isSynchronized)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "class {0} was loaded before the agent, so goroutines can''t wait for its synchronized"
                            + " methods as a schedule says: start the JVM with -javaagent",
                    name.replace('/', '.'));
        }
        Part part = Sites.part(name.replace('/', '.'));
        var code = new CodeRewriter.Target(part, name, Finals.source(model), resources, finals, within);
        return classes.transformClass(model, (builder, element) -> {
            if (element instanceof MethodModel method
                    && method.code().isPresent()
                    && (within || isSynchronized(method))) {
                boolean opened = isSynchronized(method) && !locked;
                builder.transformMethod(method, (methodBuilder, each) -> {
                    switch (each) {
                        case AccessFlags flags
                        when opened -> methodBuilder.withFlags(flags.flagsMask() & ~ClassFile.ACC_SYNCHRONIZED);
                        case CodeModel body -> methodBuilder.transformCode(body, wrapping(code, method, opened));
                        default -> methodBuilder.with(each);
                    }
                });
            } else {
                builder.with(element);
            }
        });
    }

    private static CodeRewriter wrapping(CodeRewriter.Target target, MethodModel method, boolean opened) {
        if (opened) {
            return new CodeRewriter(target, method, CodeRewriter.Wrap.MONITOR);
        }
        boolean quiet = isSynchronized(method) || method.methodName().equalsString("<clinit>");
        return new CodeRewriter(target, method, quiet ? CodeRewriter.Wrap.QUIET : CodeRewriter.Wrap.NONE);
    }

    private static boolean isSynchronized(MethodModel method) {
        return method.flags().has(AccessFlag.SYNCHRONIZED);
    }
}
