package dev.sluice.examples;

import dev.sluice.Context;
import dev.sluice.Scope;

/**
 * Values that belong to a request travel with its context, through all goroutines, and no method has to pass them on.
 */
final class ContextValues {
    private record User(String name, boolean isAdmin) {}

    // A key is an object with a type, so keys can't be mixed up, and no cast is needed.
    private static final Context.Key<User> USER = Context.key("user");
    private static final Context.Key<String> TRACE = Context.key("trace");

    private ContextValues() {}

    public static void main(String... args) throws InterruptedException {
        var request = Context.background().with(USER, new User("ada", true)).with(TRACE, "42");
        try (var scope = Scope.open(request)) {
            scope.go(() -> handle("order")).await();
            Context.current().with(TRACE, "42.1").run(() -> handle("payment")); // a closer value hides it
            handle("invoice");
        }
        handle("advertisement");
    }

    /** Far away from where the request came in. */
    private static void handle(String what) {
        User user = Context.current().value(USER);
        String trace = Context.current().value(TRACE);
        IO.println(what + ": " + (user == null ? "no user" : user.name + (user.isAdmin ? ", who is an admin" : ""))
                + (trace == null ? "" : ", trace " + trace));
    }
}
