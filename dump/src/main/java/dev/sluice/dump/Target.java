package dev.sluice.dump;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The JVM that is looked into. */
final class Target implements AutoCloseable {
    /** The system property that is true in a JVM with the MBean. */
    private static final String PROPERTY = "sluice.mbean";

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
        Path jar = Path.of(URI.create(
                Target.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        try {
            machine.loadAgent(jar.toString());
        } catch (AgentLoadException | AgentInitializationException | IOException e) {
            throw new NoDumpException("the agent can't be loaded into process " + machine.id() + ": " + e.getMessage());
        }
    }

    /** Returns the dumps: one for each Sluice that is loaded, so one as a rule. */
    @SuppressWarnings("BanJNDI") // the address comes from the JVM that is attached to, not from a directory
    String dump(boolean json, int frames) throws NoDumpException {
        try (var connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            SortedSet<ObjectName> beans = new TreeSet<>(server.queryNames(new ObjectName(MBEANS), null));
            var dumps = new StringBuilder();
            for (ObjectName each : beans) {
                Object[] arguments = {frames};
                String[] types = {int.class.getName()};
                dumps.append(server.invoke(each, json ? "dumpJson" : "dump", arguments, types));
                dumps.append(json ? "\n" : "");
            }
            if (beans.isEmpty()) {
                throw new NoDumpException(noMBean());
            }
            return dumps.toString();
        } catch (IOException | JMException e) {
            throw new NoDumpException("process " + machine.id() + " doesn't answer: " + e.getMessage());
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
