package dev.sluice.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
class ThrownTest {
    private final InterruptedException interruption = new InterruptedException();
    private final IOException io = new FileNotFoundException();

    @Test
    void a_failure_of_the_named_type_comes_as_itself() throws InterruptedException {
        assertThat(Thrown.as(io, IOException.class)).isSameAs(io);
        assertThat(Thrown.here(io, IOException.class)).isSameAs(io);
        assertThat(Thrown.as(interruption, Exception.class)).isSameAs(interruption);
    }

    @Test
    void an_unchecked_one_is_thrown_as_itself() {
        var unchecked = new IllegalStateException();
        var error = new AssertionError();

        assertThatThrownBy(() -> Thrown.as(unchecked, IOException.class)).isSameAs(unchecked);
        assertThatThrownBy(() -> Thrown.as(error, IOException.class)).isSameAs(error);
    }

    @Test
    void a_checked_one_of_another_type_is_the_cause_of_a_completion_exception() {
        assertThatThrownBy(() -> Thrown.as(io, RuntimeException.class))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(io);
    }

    @Test
    void an_interruption_is_thrown_as_itself_if_it_is_that_of_this_thread() {
        assertThatThrownBy(() -> Thrown.here(interruption, IOException.class)).isSameAs(interruption);
        assertThatThrownBy(() -> Thrown.as(interruption, IOException.class)).hasCause(interruption);
    }
}
