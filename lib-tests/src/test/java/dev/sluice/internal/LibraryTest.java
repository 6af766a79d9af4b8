package dev.sluice.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.io.Pipe;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
class LibraryTest {
    @Test
    void classes_in_all_packages_of_the_library_are_its_own() {
        assertThat(Library.declares(Library.class.getName())).isTrue();
        assertThat(Library.declares(Channel.class.getName())).isTrue();
        assertThat(Library.declares(Pipe.class.getName())).isTrue();
        assertThat(Library.declares(Channel.Overflow.class.getName())).isTrue();
        assertThat(Library.declares(Channel.class.getName() + "$$Lambda/0x0000000037234000"))
                .isTrue();
    }

    @Test
    void others_are_not_even_in_a_package_of_the_same_name() {
        Supplier<String> lambda = () -> "";

        assertThat(Library.declares(LibraryTest.class.getName())).isFalse();
        assertThat(Library.declares(lambda.getClass().getName())).isFalse();
        assertThat(Library.declares("dev.sluice.NoSuchClass")).isFalse();
        assertThat(Library.declares("dev.sluicegate.Channel")).isFalse();
        assertThat(Library.declares(String.class.getName())).isFalse();
    }
}
