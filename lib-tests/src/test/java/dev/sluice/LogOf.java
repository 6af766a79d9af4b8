package dev.sluice;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What is written to one log during a test, instead of to the console. */
public final class LogOf extends Handler implements BeforeEachCallback, AfterEachCallback {
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Logger logger; // kept: the JDK would forget its handler

    /** Creates a log. */
    public LogOf(String name) {
        logger = Logger.getLogger(name);
    }

    /** What was written so far. */
    public List<String> texts() {
        return texts;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        texts.clear();
        logger.addHandler(this);
        logger.setUseParentHandlers(false);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }

    @Override
    public void publish(LogRecord entry) {
        texts.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
