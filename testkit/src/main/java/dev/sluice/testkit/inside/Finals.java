package dev.sluice.testkit.inside;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.reflect.AccessFlag;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Knows which fields are final: no race is at them. Reads class files as resources, so that no class is loaded for it. */
final class Finals {
    private final Map<String, Set<String>> byClass = new ConcurrentHashMap<>();

    boolean isFinal(ClassLoader loader, String owner, String field) {
        Set<String> known = byClass.get(owner);
        if (known == null) {
            known = read(loader, owner);
            byClass.put(owner, known);
        }
        return known.contains(field);
    }

    private static Set<String> read(ClassLoader loader, String owner) {
        try (InputStream in = loader.getResourceAsStream(owner + ".class")) {
            if (in == null) {
                return Set.of(); // made at run time: each of its fields counts
            }
            return ClassFile.of().parse(in.readAllBytes()).fields().stream()
                    .filter(field -> field.flags().has(AccessFlag.FINAL))
                    .map(FieldModel::fieldName)
                    .map(Object::toString)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the class's source file. */
    static String source(ClassModel model) {
        return model.findAttribute(Attributes.sourceFile())
                .map(SourceFileAttribute::sourceFile)
                .map(Object::toString)
                .orElse("Unknown Source");
    }
}
