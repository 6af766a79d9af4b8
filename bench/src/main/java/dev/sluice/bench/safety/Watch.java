package dev.sluice.bench.safety;

import dev.sluice.Scope;
import dev.sluice.bench.Contender;

/**
 * How much a scope looks at what its goroutines do.
 *
 * <p>To measure one more way of looking: add a constant, which says how its scope is opened.
 */
public enum Watch implements Contender {
    PLAIN("not watched") {
        @Override
        Scope open() {
            return Scope.open();
        }
    },
    DETECTING("detectDeadlock()") {
        @Override
        Scope open() {
            return Scope.open().detectDeadlock();
        }
    };

    private final String title;

    Watch(String title) {
        this.title = title;
    }

    /** Opens a scope that looks so much. */
    abstract Scope open();

    @Override
    public String title() {
        return title;
    }

    @Override
    public String column() {
        return title;
    }
}
