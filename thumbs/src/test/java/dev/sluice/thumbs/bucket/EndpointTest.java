package dev.sluice.thumbs.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.thumbs.bucket.FaultyNetwork.Fault;
import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.image.OutputFormat;
import dev.sluice.thumbs.list.Candidate;
import dev.sluice.thumbs.list.Finds;
import dev.sluice.thumbs.list.Selection;
import dev.sluice.thumbs.store.ChangedMeanwhileException;
import dev.sluice.thumbs.store.Resident;
import dev.sluice.thumbs.store.Sealed;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;

/** Buckets of a real S3 API, over a network that does harm. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class EndpointTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Address OUT = Address.parse("s3://bucket/out");

    private Path buckets;
    private S3Server server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        buckets = folder;
        Files.createDirectory(folder.resolve("bucket"));
        server = S3Server.over(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void what_was_put_is_known_by_its_metadata_without_being_read() throws Exception {
        try (var network = FaultyNetwork.to(server.uri(), _ -> Fault.NONE);
                Endpoint endpoint = endpoint(network.uri(), LONG)) {
            var destination = new BucketDestination(endpoint, OUT);

            destination.put(Path.of("x/a.jpg"), thumbnail("first"), null);
            Resident resident = destination.look(Path.of("x/a.jpg"));

            assertThat(resident).matches(Resident::made).matches(Resident::whole);
            assertThat(network.requests()).noneMatch(request -> request.startsWith("GET"));
            assertThat(type(endpoint, "out/x/a.jpg")).isEqualTo("image/jpeg");
        }
    }

    @Test
    void nothing_is_replaced_that_was_not_seen_before() throws Exception {
        try (Endpoint endpoint = endpoint(server.uri(), LONG)) {
            var destination = new BucketDestination(endpoint, OUT);
            Path name = Path.of("a.jpg");
            destination.put(name, thumbnail("first"), null);
            Resident first = destination.look(name);

            assertThatThrownBy(() -> destination.put(name, thumbnail("other"), null))
                    .isInstanceOf(ChangedMeanwhileException.class);
            destination.put(name, thumbnail("second"), first);
            assertThatThrownBy(() -> destination.put(name, thumbnail("third"), first))
                    .isInstanceOf(ChangedMeanwhileException.class);

            assertThat(new String(original(endpoint, "out/a.jpg").head(99), StandardCharsets.US_ASCII))
                    .isEqualTo("second");
        }
    }

    @Test
    void pages_over_more_keys_than_one_answer_has_and_passes_over_the_output() throws Exception {
        for (int i = 0; i < 2100; i++) {
            Path file = buckets.resolve("bucket/in/" + i % 7 + "/" + i + ".jpg");
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        Files.createDirectories(buckets.resolve("bucket/in/small"));
        Files.createFile(buckets.resolve("bucket/in/small/1.jpg"));
        try (Endpoint endpoint = endpoint(server.uri(), LONG)) {
            List<String> found = list(new BucketSource(
                    endpoint,
                    Address.parse("s3://bucket/in"),
                    Address.parse("s3://bucket/in/small"),
                    Selection.DEFAULT));

            assertThat(found)
                    .hasSize(2100)
                    .doesNotHaveDuplicates()
                    .contains("0/7.jpg")
                    .doesNotContain("small/1.jpg");
        }
    }

    @Test
    void a_file_comes_whole_over_a_network_that_resets_and_a_service_that_is_busy() throws Exception {
        byte[] photo = "0123456789".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        try (Endpoint endpoint = endpoint(server.uri(), LONG)) {
            endpoint.call(
                    OUT,
                    client -> client.putObject(
                            request -> request.bucket("bucket").key("a.jpg"), RequestBody.fromBytes(photo)));
        }
        Fault[] faults = {Fault.RESET, Fault.UNAVAILABLE, Fault.RESET, Fault.UNAVAILABLE, Fault.NONE};
        try (var network = FaultyNetwork.to(server.uri(), connection -> faults[connection % faults.length]);
                Endpoint endpoint = endpoint(network.uri(), LONG)) {
            var local = original(endpoint, "a.jpg").open();

            assertThat(local.path()).hasBinaryContent(photo);
            local.close();
            assertThat(local.path()).doesNotExist();
            assertThat(network.requests()).hasSizeGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void an_answer_that_does_not_come_is_asked_for_again() throws Exception {
        try (var network = FaultyNetwork.to(server.uri(), connection -> connection == 0 ? Fault.SILENCE : Fault.NONE);
                Endpoint endpoint = endpoint(network.uri(), Duration.ofSeconds(2))) {
            assertThat(Keys.isEmpty(endpoint, OUT)).isTrue();

            assertThat(network.requests()).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void an_interrupt_ends_a_request_that_gets_no_answer() throws Exception {
        try (var network = FaultyNetwork.to(server.uri(), _ -> Fault.SILENCE);
                Endpoint endpoint = endpoint(network.uri(), LONG)) {
            var thrown = new AtomicReference<Throwable>();
            Thread caller = Thread.startVirtualThread(() ->
                    thrown.set(catchThrowable(() -> original(endpoint, "a.jpg").open())));
            network.awaitRequest();

            caller.interrupt();
            caller.join();

            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void a_call_beyond_the_rate_waits() throws Exception {
        try (var network = FaultyNetwork.to(server.uri(), _ -> Fault.NONE);
                var endpoint = new Endpoint(
                        new Endpoint.Options(network.uri(), null, 0.0001, LONG, LONG), credentials("sluice-secret"))) {
            Keys.isEmpty(endpoint, OUT);
            var thrown = new AtomicReference<Throwable>();
            Thread caller =
                    Thread.startVirtualThread(() -> thrown.set(catchThrowable(() -> Keys.isEmpty(endpoint, OUT))));
            while (caller.getState() != Thread.State.WAITING && caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }

            caller.interrupt();
            caller.join();

            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(network.requests()).hasSize(1);
        }
    }

    @Test
    void wrong_credentials_end_the_run_and_say_what_to_check() throws Exception {
        try (var endpoint = new Endpoint(options(server.uri(), LONG), credentials("wrong"))) {
            assertThatThrownBy(() -> new BucketDestination(endpoint, OUT).open())
                    .isInstanceOf(RunStoppedException.class)
                    .hasMessageContaining("s3://bucket/out: the credentials are refused (SignatureDoesNotMatch)")
                    .hasMessageContaining("AWS_SECRET_ACCESS_KEY");
        }
    }

    @Test
    void a_bucket_that_does_not_exist_ends_the_run() throws Exception {
        try (Endpoint endpoint = endpoint(server.uri(), LONG)) {
            assertThatThrownBy(() -> new BucketDestination(endpoint, Address.parse("s3://nowhere/x")).open())
                    .isInstanceOf(RunStoppedException.class)
                    .hasMessageContaining("there is no bucket nowhere");
            assertThatThrownBy(() ->
                            list(new BucketSource(endpoint, Address.parse("s3://nowhere"), null, Selection.DEFAULT)))
                    .isInstanceOf(RunStoppedException.class)
                    .hasMessageContaining("there is no bucket nowhere");
        }
    }

    @Test
    void an_endpoint_that_is_down_ends_the_run_when_it_stays_so() throws Exception {
        URI down = server.uri();
        server.close();
        try (var endpoint = new Endpoint(
                new Endpoint.Options(down, null, 0, LONG, Duration.ofMillis(300)), credentials("sluice-secret"))) {
            assertThatThrownBy(() -> new BucketDestination(endpoint, OUT).open())
                    .isInstanceOf(RunStoppedException.class)
                    .hasMessageContaining(down.toString())
                    .hasMessageContaining("Connection refused");
        }
    }

    @Test
    void a_prefix_that_no_key_has_is_a_failure_of_the_input() throws Exception {
        try (Endpoint endpoint = endpoint(server.uri(), LONG)) {
            assertThatThrownBy(() ->
                            list(new BucketSource(endpoint, Address.parse("s3://bucket/x"), null, Selection.DEFAULT)))
                    .hasMessage("s3://bucket/x: there is no such object, and no key begins with x/");
        }
    }

    private static List<String> list(BucketSource source) throws IOException, InterruptedException {
        var names = new ArrayList<String>();
        source.list(new Finds() {
            @Override
            public void found(Candidate candidate) {
                names.add(candidate.name().toString());
            }

            @Override
            public void failed(String place, String reason) {
                throw new AssertionError(place + ": " + reason);
            }
        });
        return names;
    }

    private static ObjectOriginal original(Endpoint endpoint, String key) {
        return new ObjectOriginal(endpoint, new Address("bucket", key), 1, "");
    }

    private static String type(Endpoint endpoint, String key) throws IOException, InterruptedException {
        var head = ObjectOriginal.head(endpoint, new Address("bucket", key));
        return head == null ? "" : head.contentType();
    }

    private static Sealed thumbnail(String content) {
        return new Sealed(
                content.getBytes(StandardCharsets.US_ASCII),
                "sluice thumbs 2; of 00 1 2024/00; as 256 px; picture " + content.length(),
                OutputFormat.JPEG);
    }

    private static Endpoint endpoint(URI uri, Duration silence) {
        return new Endpoint(options(uri, silence), credentials(S3Server.SECRET_KEY));
    }

    private static Endpoint.Options options(URI uri, Duration silence) {
        return new Endpoint.Options(uri, null, 0, silence, LONG);
    }

    private static StaticCredentialsProvider credentials(String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Server.ACCESS_KEY, secret));
    }
}
