package dev.sluice.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A stack by compare-and-set whose nodes are pushed again after they were popped; a correct one wraps them in new ones. */
final class ReusedNodes {
    private final AtomicReference<@Nullable Node> head = new AtomicReference<>();
    private final boolean fresh;

    ReusedNodes(boolean fresh) {
        this.fresh = fresh;
    }

    static final class Node {
        final String value;

        @Nullable
        Node next;

        Node(String value) {
            this.value = value;
        }
    }

    void push(Node given) {
        Node node = fresh ? new Node(given.value) : given;
        do {
            node.next = head.get();
        } while (!head.compareAndSet(node.next, node));
    }

    @Nullable
    Node pop() {
        while (true) {
            Node first = head.get();
            if (first == null) {
                return null;
            }
            Node next = first.next;
            if (head.compareAndSet(first, next)) {
                return first;
            }
        }
    }

    static void popAndReuse(ReusedNodes stack) throws InterruptedException {
        stack.push(new Node("c"));
        stack.push(new Node("b"));
        stack.push(new Node("a"));
        Set<String> taken = new HashSet<>();
        Program.both(() -> add(taken, stack.pop()), () -> {
            Node first = stack.pop();
            add(taken, stack.pop());
            if (first != null) {
                stack.push(first);
            }
        });
        for (Node rest; (rest = stack.pop()) != null; ) {
            add(taken, rest);
        }
        assertThat(taken).containsExactlyInAnyOrder("a", "b", "c");
    }

    private static void add(Set<String> taken, @Nullable Node node) {
        if (node != null) {
            synchronized (taken) {
                assertThat(taken.add(node.value))
                        .as("%s is popped once", node.value)
                        .isTrue();
            }
        }
    }
}
