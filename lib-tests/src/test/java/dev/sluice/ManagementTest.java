package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inspect.ChannelState;
import dev.sluice.inspect.SluiceMXBean;
import dev.sluice.programs.Relay;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ManagementTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Channel<Integer> jobs = Channel.named("jobs").buffered(5);

    private static ObjectName name() throws Exception {
        return new ObjectName(SluiceMXBean.NAME);
    }

    private SluiceMXBean bean() throws Exception {
        return JMX.newMXBeanProxy(server, name(), SluiceMXBean.class);
    }

    @AfterEach
    void take_back() {
        Sluice.unregisterMBean();
    }

    @Test
    void is_registered_once_however_often_that_is_asked_for_and_can_be_taken_back() throws Exception {
        Sluice.registerMBean();
        Sluice.registerMBean();
        assertThat(server.isRegistered(name())).isTrue();
        assertThat(System.getProperty("sluice.mbean")).isEqualTo("true");

        Sluice.unregisterMBean();
        Sluice.unregisterMBean();
        assertThat(server.isRegistered(name())).isFalse();
        assertThat(System.getProperty("sluice.mbean")).isNull();
    }

    @Test
    void takes_another_name_where_another_class_loaders_sluice_has_its_own() throws Exception {
        server.registerMBean(new Other(), name());
        try {
            Sluice.registerMBean();

            assertThat(server.queryNames(new ObjectName(SluiceMXBean.NAME + ",*"), null))
                    .hasSize(2);
        } finally {
            server.unregisterMBean(name());
        }
    }

    @Test
    void shows_how_many_goroutines_there_are_and_how_many_wait() throws Exception {
        Sluice.registerMBean();
        long goroutines = bean().getGoroutines();
        long scopes = bean().getScopes();
        long waiting = bean().getWaiting();
        try (var outer = Scope.open()) {
            outer.go(() -> {
                try (var inner = Scope.open()) {
                    inner.go(() -> jobs.receive());
                    inner.go(() -> jobs.receive());
                    inner.join();
                }
            });
            SluiceMXBean bean = bean();

            Eventually.becomes(() -> bean.getWaiting() == waiting + 3, () -> bean.dump());

            assertThat(bean.getGoroutines()).isEqualTo(goroutines + 3);
            assertThat(bean.getScopes()).isEqualTo(scopes + 2);
        }
    }

    @Test
    void shows_channels_as_composite_data_that_any_console_understands() throws Exception {
        Sluice.registerMBean();
        jobs.send(1);
        jobs.send(2);
        jobs.receive();

        CompositeData seen = null;
        for (Object each : (Object[]) server.getAttribute(name(), "Channels")) {
            var data = (CompositeData) each;
            if (data.get("id").equals(Objects.toIdentityString(jobs))) {
                seen = data;
            }
        }

        assertThat(Objects.requireNonNull(seen).get("name")).isEqualTo("jobs");
        assertThat(seen.get("status")).isEqualTo("OPEN");
        assertThat(seen.get("length")).isEqualTo(1);
        assertThat(seen.get("highWater")).isEqualTo(2);
        assertThat(seen.get("sent")).isEqualTo(2L);
        assertThat(bean().getChannels())
                .contains(new ChannelState(
                        "jobs", Objects.toIdentityString(jobs), ChannelState.Status.OPEN, 1, 5, 2, 2, 1, 0, 0, 0));
    }

    @Test
    void dumps_as_text_and_as_json_with_and_without_stacks() throws Exception {
        Sluice.registerMBean();
        try (var scope = Scope.open().named("shop")) {
            scope.go("worker", () -> jobs.receive());
            Waiting.receiversWaitAt(jobs, 1);
            SluiceMXBean bean = bean();
            Eventually.becomes(() -> bean.dump().contains("waits in receive channel jobs"), bean::dump);

            assertThat(bean.dump()).contains("scope shop: 1 running").doesNotContain("      at ");
            assertThat(bean.dump(3)).contains("at " + ManagementTest.class.getName());
            String json = bean.dumpJson();
            String owners = json.substring(
                    0, json.indexOf("\"channels\":")); // alarms have stacks of deadlocks that other tests made
            assertThat(owners).startsWith("{").contains("\"shop/worker-1\"").doesNotContain("\"stack\"");
            assertThat(bean.dumpJson(3)).contains("\"stack\"");
        }
    }

    @Test
    void a_system_property_registers_it_when_the_first_scope_opens() throws Exception {
        String printed = Child.run(Child.onClassPath("-Dsluice.mbean=true", Relay.class.getName(), "until-mbean"));

        assertThat(printed.lines()).containsExactly("registered by itself", "relayed 1000");
    }

    /** Stands for another class loader's. */
    public interface OtherMBean {}

    /** Stands for another class loader's. */
    public static final class Other implements OtherMBean {}
}
