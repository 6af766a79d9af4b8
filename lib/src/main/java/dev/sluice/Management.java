package dev.sluice;

import dev.sluice.inspect.ChannelState;
import dev.sluice.inspect.GoroutineState;
import dev.sluice.inspect.PipelineState;
import dev.sluice.inspect.SluiceMXBean;
import dev.sluice.inspect.StageState;
import dev.sluice.internal.Runs;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

// Floor: reports
/**
 * The registration of the MBean: the only class that may mention JMX, whose module may be absent and takes its time to
 * load.
 */
final class Management {
    // Guarded by the lock of this class.
    private static @Nullable ObjectName registered;
    private static boolean isTakenBack;

    private Management() {}

    /**
     * Registers the MBean, unless it is.
     *
     * @param isAsked whether it is asked for now, and not by a property at the start: then it is registered even after it was taken back
     */
    static synchronized void register(boolean isAsked) {
        if (registered != null || (isTakenBack && !isAsked)) {
            return;
        }
        try {
            registered = register(ManagementFactory.getPlatformMBeanServer(), new Bean());
        } catch (JMException e) {
            throw new IllegalStateException("the MBean " + SluiceMXBean.NAME + " can't be registered", e);
        }
        System.setProperty(Reports.MBEAN_PROPERTY, "true");
    }

    private static ObjectName register(MBeanServer server, Bean bean) throws JMException {
        try {
            return server.registerMBean(bean, new ObjectName(SluiceMXBean.NAME)).getObjectName();
        } catch (InstanceAlreadyExistsException _) {
            String loader = Integer.toHexString(System.identityHashCode(Management.class.getClassLoader()));
            return server.registerMBean(bean, new ObjectName(SluiceMXBean.NAME + ",loader=" + loader))
                    .getObjectName();
        }
    }

    static synchronized void unregister() {
        isTakenBack = true;
        if (registered == null) {
            return;
        }
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
        } catch (InstanceNotFoundException _) {
            // It was taken back by other code.
        } catch (JMException e) {
            throw new IllegalStateException("the MBean " + registered + " can't be taken back", e);
        }
        registered = null;
        System.clearProperty(Reports.MBEAN_PROPERTY);
    }

    private static final class Bean implements SluiceMXBean {
        @Override
        public long getGoroutines() {
            return Sluice.snapshot().goroutines();
        }

        @Override
        public long getWaiting() {
            return Sluice.snapshot().waiting();
        }

        @Override
        public long getScopes() {
            return Sluice.snapshot().scopes();
        }

        @Override
        public List<ChannelState> getChannels() {
            return NamedChannels.now().stream().map(Channel::look).toList();
        }

        @Override
        public List<StageState> getStages() {
            return Runs.now().stream()
                    .flatMap(run -> run.stages().stream())
                    .map(PipelineState.Stage::state)
                    .toList();
        }

        @Override
        public String dump(int frames) {
            return Sluice.snapshot(frames).toText();
        }

        @Override
        public String dumpJson(int frames) {
            return Sluice.snapshot(frames).toJson();
        }

        @Override
        public String digest() {
            return Sluice.snapshot().toDigest();
        }

        @Override
        public String goroutine(long threadId, int frames) {
            return Sluice.goroutine(threadId, frames)
                    .map(GoroutineState::toJson)
                    .orElse("");
        }

        @Override
        public String members(String scope, String group, String startedAt, int from) {
            return Sluice.snapshot().members(scope, group, startedAt, from);
        }

        @Override
        public String search(String text, int from) {
            return Sluice.snapshot().search(text, from);
        }
    }
}
