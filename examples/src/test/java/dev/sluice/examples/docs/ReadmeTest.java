package dev.sluice.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code of README.md is quoted from {@link ReadmeCode}, and does what the page says. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck
class ReadmeTest {
    private final ReadmeCode code = new ReadmeCode();

    @Test
    void the_code_of_the_readme_is_quoted() {
        Quotes.check(Path.of("../README.md"));
    }

    @Test
    void workers_share_a_channel(@TempDir Path folder) throws Exception {
        code.channel(photos(folder, 200));

        assertThat(code.done).hasSize(200).contains("7.jpg 7");
    }

    @Test
    void the_first_failure_of_a_worker_is_thrown(@TempDir Path folder) throws Exception {
        List<Path> photos = photos(folder, 200);
        Files.delete(photos.get(100));

        assertThatThrownBy(() -> code.channel(photos)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void two_calls_are_one_line() throws Exception {
        assertThat(code.tasks(7)).isEqualTo("user 7 has 8 orders");
    }

    @Test
    void a_select_handles_jobs_until_the_channel_is_closed() throws Exception {
        Channel<String> jobs = Channel.buffered(2);
        jobs.send("one");
        jobs.send("two");
        jobs.close();

        code.select(jobs, Context.background());

        assertThat(code.done).containsExactly("one", "two");
    }

    @Test
    void a_select_ends_with_its_context() throws Exception {
        try (var context = Context.background().withCancel()) {
            context.cancel();

            code.select(Channel.unbuffered(), context);
        }

        assertThat(code.done).isEmpty();
    }

    @Test
    void a_pipeline_goes_on_after_a_failed_item(@TempDir Path folder) throws Exception {
        List<Path> photos = photos(folder, 50);
        Files.delete(photos.get(25));

        code.pipeline(photos);

        assertThat(code.done).hasSize(49);
        assertThat(code.failed)
                .singleElement()
                .satisfies(failed -> assertThat(failed.item()).isEqualTo(photos.get(25)));
        assertThat(code.shown).isNotEmpty();
    }

    @Test
    void a_pipe_joins_a_writer_and_a_reader() throws Exception {
        try (var scope = Scope.open()) {
            code.pipe(scope);
            scope.join();
        }

        assertThat(code.done).containsExactly("21000 bytes");
    }

    private static List<Path> photos(Path folder, int count) throws Exception {
        var photos = new ArrayList<Path>();
        for (int i = 0; i < count; i++) {
            photos.add(Files.write(folder.resolve(i + ".jpg"), new byte[i]));
        }
        return photos;
    }
}
