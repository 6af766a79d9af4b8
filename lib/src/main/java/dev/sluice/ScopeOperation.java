package dev.sluice;

// Floor: scopes
/** In which the owner of a scope waits for its goroutines. */
enum ScopeOperation implements Operation {
    CALL("call"),
    JOIN("join"),
    CLOSE("close");

    private final String label;

    ScopeOperation(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean endsByClock(Object site) {
        return false;
    }

    @Override
    public Flight.Span record(Wait wait, Object site) {
        return ScopeEvents.wait(label, (Scope) site);
    }
}
