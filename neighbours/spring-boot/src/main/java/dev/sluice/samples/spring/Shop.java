package dev.sluice.samples.spring;

import dev.sluice.Carrier;
import dev.sluice.Context;
import dev.sluice.observe.ContextCarrier;
import dev.sluice.observe.SluiceMetrics;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A shop that takes orders and shows pages. */
@SpringBootApplication
public class Shop {
    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }

    /** Goroutines, scopes and named channels as meters: Spring binds each binder to its registries. */
    @Bean
    SluiceMetrics sluiceMetrics() {
        return new SluiceMetrics();
    }

    /** Goroutines see the logging context and the trace of the request that has started them. */
    @Bean(destroyMethod = "close")
    Context.Registration contextOfRequests() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
        return Carrier.install(ContextCarrier.carrier());
    }
}
