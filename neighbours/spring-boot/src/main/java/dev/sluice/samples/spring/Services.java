package dev.sluice.samples.spring;

import org.slf4j.MDC;
import org.springframework.stereotype.Service;

/** Two other services, as a client of them would look; what they return shows which request has called them. */
@Service
class Services {
    String greeting(String customer) throws InterruptedException {
        return "Hello " + customer + " (request " + MDC.get(RequestIds.KEY) + ")";
    }

    String advice(String customer) throws InterruptedException {
        return "Buy tea (request " + MDC.get(RequestIds.KEY) + ")";
    }
}
