package dev.sluice.testkit.inside;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Attaches the agent to its own JVM, where {@code -Djdk.attach.allowAttachSelf=true} allows it. */
final class Attach {
    private Attach() {}

    static void attach() {
        if (!Boolean.getBoolean("jdk.attach.allowAttachSelf")
                && !"".equals(System.getProperty("jdk.attach.allowAttachSelf"))) {
            return;
        }
        if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
            return; // a run-time image without it
        }
        try {
            Path jar = jar();
            try {
                VirtualMachine own = VirtualMachine.attach(
                        Long.toString(ProcessHandle.current().pid()));
                try {
                    own.loadAgent(jar.toString());
                } finally {
                    own.detach();
                }
            } finally {
                Files.delete(jar);
            }
        } catch (IOException | AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IllegalStateException("the agent can't be attached to this JVM: use -javaagent", e);
        }
    }

    /** A jar that only names the agent, which is on the class path. */
    private static Path jar() throws IOException {
        var manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Agent-Class", Agent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue("Can-Redefine-Classes", "true");
        Path jar = Files.createTempFile("sluice-agent", ".jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
