package dev.sluice;

// Floor: channels
/** What waits at channels. */
enum ChannelOperation implements Operation {
    SEND("send"),
    RECEIVE("receive"),
    SELECT("select");

    private final String label;

    ChannelOperation(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean endsByClock(Object site) {
        return switch (site) {
            case Channel<?> channel -> channel.endsByClock();
            case SelectPasses select -> select.endsByClock();
            default -> false;
        };
    }

    @Override
    public Flight.Span record(Wait wait, Object site) {
        return ChannelEvents.wait(wait, label, site);
    }
}
