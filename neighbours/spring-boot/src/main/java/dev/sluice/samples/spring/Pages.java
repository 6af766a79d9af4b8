package dev.sluice.samples.spring;

import dev.sluice.Scope;
import dev.sluice.Task;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What the shop shows. Each request runs on a virtual thread, so it may wait, and owns the scope of its calls. */
@RestController
class Pages {
    private static final Duration BUDGET = Duration.ofMillis(500);

    private final Services services;
    private final Orders orders;

    record Page(String greeting, String advice) {}

    Pages(Services services, Orders orders) {
        this.services = services;
        this.orders = orders;
    }

    /** Both calls at once. Without the greeting there is no page; the advice may be missing. */
    @GetMapping("/pages/{customer}")
    Page page(@PathVariable String customer) throws InterruptedException {
        try (var scope = Scope.open().named("page").deadline(BUDGET).collectAll()) {
            Task<String> advice = scope.go("advice", () -> services.advice(customer));
            Task<String> greeting = scope.go("greeting", () -> services.greeting(customer));
            String text = greeting.await();
            advice.done().receive(BUDGET.dividedBy(2)); // or as long as there is time
            return new Page(text, advice.orElse("no advice today"));
        }
    }

    @PostMapping("/orders")
    ResponseEntity<Void> order(@RequestBody Orders.Order order) {
        HttpStatus status = orders.accept(order) ? HttpStatus.ACCEPTED : HttpStatus.SERVICE_UNAVAILABLE;
        return ResponseEntity.status(status).build();
    }
}
