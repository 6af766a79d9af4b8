package dev.sluice.examples.docs;

import static dev.sluice.flow.Workers.workers;
import static java.time.Duration.ofMillis;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Tasks;
import dev.sluice.flow.FailedItem;
import dev.sluice.flow.Pipeline;
import dev.sluice.flow.StageProgress;
import dev.sluice.io.Pipe;
import dev.sluice.resilience.Retry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The code of README.md, which the page quotes, with just enough around it to run. */
final class ReadmeCode {
    final Queue<String> done = new ConcurrentLinkedQueue<>();
    final Queue<FailedItem> failed = new ConcurrentLinkedQueue<>();
    List<StageProgress> shown = List.of();

    void channel(List<Path> files) throws IOException, InterruptedException {
        Channel<Path> photos = Channel.buffered(64); // a send waits while the buffer is full

        try (var scope = Scope.open()) { // no goroutine outlives this block
            scope.go(() -> {
                for (Path file : files) {
                    photos.send(file);
                }
                photos.close(); // the loops below end when all is received
            });
            for (int worker = 0; worker < 8; worker++) {
                scope.go(() -> {
                    for (Path photo : photos) {
                        shrink(photo);
                    }
                });
            }
            scope.join(IOException.class); // the first failure cancels the others and is thrown here
        }
    }

    String tasks(int id) throws InterruptedException {
        var both = Tasks.par(() -> user(id), () -> orders(id));
        return both.first() + " has " + both.second() + " orders";
    }

    void select(Channel<String> jobs, Context context) throws InterruptedException {
        try (var select = Select.open()) {
            var job = select.receive(jobs);
            var idle = select.timeout(Duration.ofSeconds(10));
            select.done(context);
            while (true) {
                var ready = select.await();
                if (ready == job && !job.closed()) {
                    handle(job.value());
                } else if (ready == idle) {
                    report("nothing to do");
                } else {
                    break; // the channel is closed, or the context is done
                }
            }
        }
    }

    void pipeline(List<Path> photos) throws InterruptedException {
        try (var run = Pipeline.from(photos)
                .map("thumbnail", workers(1, 8), this::thumbnail) // adds workers while they help
                .retry(Retry.exponential(ofMillis(50)).attempts(3))
                .deadLetter(failed::add) // a failed item is data, and the run goes on
                .batch(100, ofMillis(200))
                .forEach(this::store)
                .start()) {
            show(run.progress()); // each stage: items in and out, failures, what it waits for
            run.join();
        }
    }

    void pipe(Scope scope) throws IOException, InterruptedException {
        var pipe = Pipe.unbuffered();

        scope.go(() -> pipe.output().writeAndClose(GZIPOutputStream::new, this::writeReport));
        upload(pipe.input()); // gigabytes, a few kilobytes at a time; a failed write fails this read
    }

    private void shrink(Path photo) throws IOException {
        done.add(photo.getFileName() + " " + Files.size(photo));
    }

    private String user(int id) {
        return "user " + id;
    }

    private int orders(int id) {
        return id + 1;
    }

    private void handle(String job) {
        done.add(job);
    }

    private void report(String what) {
        done.add(what);
    }

    private String thumbnail(Path photo) throws IOException {
        return photo.getFileName() + " " + Files.size(photo);
    }

    private void store(List<String> thumbnails) {
        done.addAll(thumbnails);
    }

    private void show(List<StageProgress> progress) {
        shown = progress;
    }

    private void writeReport(OutputStream out) throws IOException {
        for (int line = 0; line < 1000; line++) {
            out.write("a line of the report\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void upload(InputStream in) throws IOException {
        try (var plain = new GZIPInputStream(in)) {
            done.add(plain.readAllBytes().length + " bytes");
        }
    }
}
