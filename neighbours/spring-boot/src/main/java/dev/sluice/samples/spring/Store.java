package dev.sluice.samples.spring;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Repository;

/** Where orders are kept: in memory here, in a database in earnest. */
@Repository
class Store {
    private final List<Orders.Order> orders = new CopyOnWriteArrayList<>();

    void store(Orders.Order order) throws InterruptedException {
        orders.add(order);
    }

    List<Orders.Order> orders() {
        return List.copyOf(orders);
    }
}
