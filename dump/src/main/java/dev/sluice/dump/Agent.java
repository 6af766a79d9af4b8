package dev.sluice.dump;

import java.lang.instrument.Instrumentation;

/** What is loaded into a JVM to have its MBeans registered, where the program hasn't done that. */
public final class Agent {
    private Agent() {}

    /**
     * Has each Sluice in this JVM register its MBean; there is one for each class loader that has loaded it.
     *
     * @param arguments not used
     * @param instrumentation says what is loaded
     * @throws ReflectiveOperationException if a Sluice has no such method, or that fails
     */
    public static void agentmain(String arguments, Instrumentation instrumentation)
            throws ReflectiveOperationException {
        for (Class<?> each : instrumentation.getAllLoadedClasses()) {
            // Not Sluice itself: that isn't loaded until the program asks for it. Every program with goroutines has
            // loaded this.
            if (each.getName().equals("dev.sluice.Scope")) {
                Class.forName("dev.sluice.Sluice", true, each.getClassLoader())
                        .getMethod("registerMBean")
                        .invoke(null);
            }
        }
    }
}
