package dev.sluice.dump;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The JVM that is looked into. */
final class Target implements AutoCloseable {
    /** The system property that is true in a JVM with the MBean. */
    private static final String PROPERTY = "sluice.mbean";

    private static final int MOST_SECONDS_TO_END = 5;

    private static final String MBEANS = "dev.sluice:type=Sluice,*";

    private final VirtualMachine machine;

    private Target(VirtualMachine machine) {
        this.machine = machine;
    }

    /** Why there is no dump, in words for the user. */
    static final class NoDumpException extends Exception {
        private static final long serialVersionUID = 1L;

        NoDumpException(String message) {
            super(message);
        }
    }

    static Target attach(String pid) throws NoDumpException {
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
        if (process.isEmpty()) {
            throw new NoDumpException("there is no process " + pid);
        }
        try {
            return new Target(VirtualMachine.attach(pid));
        } catch (AttachNotSupportedException | IOException e) {
            String owner = process.get().info().user().orElse("");
            String self = ProcessHandle.current().info().user().orElse("");
            throw new NoDumpException(
                    owner.equals(self)
                            ? "process " + pid + " is no JVM that can be attached to: " + e.getMessage()
                            : "process " + pid + " belongs to " + (owner.isEmpty() ? "another user" : owner)
                                    + ", and only that user may look into it: " + e.getMessage());
        }
    }

    /** Whether Sluice's MBean is there, or will be when the program has had a scope for a second. */
    boolean hasSluice() throws IOException {
        return Boolean.parseBoolean(machine.getSystemProperties().getProperty(PROPERTY));
    }

    /** Has the MBean registered by an agent. The JVM warns of that on its standard error. */
    void loadAgent() throws NoDumpException {
        try {
            Path jar = agentJar();
            try {
                machine.loadAgent(jar.toString());
            } finally {
                Files.deleteIfExists(jar);
            }
        } catch (AgentLoadException | AgentInitializationException | IOException e) {
            throw new NoDumpException("the agent can't be loaded into process " + machine.id() + ": " + e.getMessage());
        }
    }

    /** Makes a jar of the agent alone: it becomes a part of the program's class path, where nothing else of this program belongs. */
    private static Path agentJar() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", Agent.class.getName());
        Path jar = Files.createTempFile("sluice-agent", ".jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream agent = Objects.requireNonNull(Agent.class.getResourceAsStream("Agent.class"))) {
            out.putNextEntry(new ZipEntry(Agent.class.getName().replace('.', '/') + ".class"));
            agent.transferTo(out);
            out.closeEntry();
        }
        return jar;
    }

    /** Returns the dumps: one for each Sluice that is loaded, so one as a rule. */
    String dump(boolean json, int frames) throws NoDumpException {
        try (Beans beans = beans()) {
            var dumps = new StringBuilder();
            for (ObjectName each : beans.names()) {
                dumps.append(beans.dump(each, json, frames)).append(json ? "\n" : "");
            }
            return dumps.toString();
        } catch (IOException | JMException e) {
            throw noAnswer(e);
        }
    }

    /** Connects to the MBeans of the JVM, and returns those of Sluice, of which there is at least one. */
    Beans beans() throws NoDumpException {
        Beans beans = connect();
        if (!beans.names().isEmpty()) {
            return beans;
        }
        try {
            beans.close();
            throw new NoDumpException(noMBean());
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    /** Connects to the MBeans of the JVM, with or without some of Sluice. */
    @SuppressWarnings("BanJNDI") // the address comes from the JVM that is attached to, not from a directory
    Beans connect() throws NoDumpException {
        try {
            JMXConnector connector =
                    JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            MBeanServerConnection server = connector.getMBeanServerConnection();
            return new Beans(connector, server, List.copyOf(new TreeSet<>(server.queryNames(pattern(), null))));
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    private static ObjectName pattern() {
        try {
            return new ObjectName(MBEANS);
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether a process has ended, or does so in a moment: it takes no connections any more when it is about to end. */
    static boolean hasEnded(String pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
        if (process.isEmpty()) {
            return true;
        }
        try {
            process.get().onExit().get(MOST_SECONDS_TO_END, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private NoDumpException noAnswer(Exception why) {
        return new NoDumpException("process " + machine.id() + " doesn't answer: " + why.getMessage());
    }

    /** Returns one of the system properties that the JVM has, or the empty string. */
    String property(String name) throws NoDumpException {
        try {
            return machine.getSystemProperties().getProperty(name, "");
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    /**
     * A connection to the MBeans of a JVM.
     *
     * @param connector to be closed
     * @param server where they are asked
     * @param names those of Sluice, if any
     */
    record Beans(JMXConnector connector, MBeanServerConnection server, List<ObjectName> names)
            implements AutoCloseable {
        /** Returns what one Sluice says of its goroutines. */
        String dump(ObjectName sluice, boolean json, int frames) throws IOException, JMException {
            Object[] arguments = {frames};
            String[] types = {int.class.getName()};
            return (String) server.invoke(sluice, json ? "dumpJson" : "dump", arguments, types);
        }

        @Override
        public void close() throws IOException {
            connector.close();
        }
    }

    private String noMBean() throws IOException {
        return hasSluice()
                ? "process " + machine.id()
                        + " has no MBean of Sluice yet. It is there a second after the first scope is opened"
                : "process " + machine.id()
                        + " has no MBean of Sluice. Start the program with -Dsluice.mbean=true, or call"
                        + " Sluice.registerMBean() in it; or use --load, which has an agent do that now";
    }

    @Override
    public void close() {
        try {
            machine.detach();
        } catch (IOException _) {
            // The JVM has ended.
        }
    }
}
