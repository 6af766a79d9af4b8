package dev.sluice.thumbs.bucket;

import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.resilience.CircuitOpenException;
import dev.sluice.resilience.RateLimiter;
import dev.sluice.resilience.Retry;
import dev.sluice.thumbs.file.RunStoppedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The service that keeps the buckets, with all that a call to it needs: a rate limit, a circuit breaker, and another attempt
 * when it has failed.
 *
 * <p>The breaker is shared by all calls, since they go to the same service. While it is open they wait, as for any other
 * failure that passes; only when the service stays down for minutes does the run end, instead of failing file by file. Where
 * it was never reached, the run ends in seconds.
 *
 * <p>It is safe for use by any number of threads. Calls end when their thread, a virtual one, is interrupted.
 */
public final class Endpoint implements AutoCloseable {
    /** How long a call waits for a connection, and then for each part of the answer. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /** How long to make calls again before giving up, and how long until the first one has succeeded. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration PATIENCE_AT_FIRST = Duration.ofSeconds(5);

    /** How many calls to have under way at once: they wait most of the time. */
    public static final int CALLS = 16;

    private final S3Client client;
    private final String name;
    private final CircuitBreaker breaker;
    private final Retry retry;
    private final Retry retryAtFirst;
    private final @Nullable RateLimiter limiter;
    private volatile boolean reached;
    private @Nullable TemporaryFolder temporary;

    /**
     * How to reach a service.
     *
     * @param address where it is, or null for that of AWS
     * @param region the region, or null for what the environment or the configuration says
     * @param requestsPerSecond the most requests in a second, or zero for any number
     * @param silence how long to wait for an answer before the call is taken as failed
     * @param patience how long to make calls again before giving up
     */
    public record Options(
            @Nullable URI address,
            @Nullable String region,
            double requestsPerSecond,
            Duration silence,
            Duration patience) {
        /**
         * Returns options with the usual times.
         *
         * @param address where it is, or null for that of AWS
         * @param region the region, or null for what the environment or the configuration says
         * @param requestsPerSecond the most requests in a second, or zero for any number
         * @return the options
         */
        public static Options of(@Nullable URI address, @Nullable String region, double requestsPerSecond) {
            return new Options(address, region, requestsPerSecond, SILENCE, PATIENCE);
        }
    }

    /** A call to the service. */
    @FunctionalInterface
    interface Call<T extends @Nullable Object> {
        /** Makes it, once. */
        T send(S3Client client) throws IOException;
    }

    /**
     * Creates an endpoint, whose credentials are those that the AWS SDK finds: in the environment, in the profile, or at the
     * machine.
     *
     * @param options how to reach it
     */
    public Endpoint(Options options) {
        this(options, DefaultCredentialsProvider.builder().build());
    }

    Endpoint(Options options, AwsCredentialsProvider credentials) {
        URI address = options.address();
        this.name = address == null ? "of AWS" : address.toString();
        this.client = client(options, credentials);
        this.breaker = CircuitBreaker.named("endpoint")
                .window(4 * CALLS)
                .minimumCalls(CALLS)
                .failureRate(0.8)
                .openFor(Duration.ofSeconds(2))
                .failsOn(Faults::isPassing)
                .build();
        this.retry = Retry.exponential(Duration.ofMillis(100))
                .attempts(Integer.MAX_VALUE)
                .maxDelay(Duration.ofSeconds(5))
                .fullJitter()
                .maxElapsed(options.patience())
                .on(failure -> failure instanceof CircuitOpenException || Faults.isPassing(failure))
                .retryAfter(Faults::retryAfter);
        this.retryAtFirst =
                options.patience().compareTo(PATIENCE_AT_FIRST) < 0 ? retry : retry.maxElapsed(PATIENCE_AT_FIRST);
        this.limiter = options.requestsPerSecond() > 0
                ? RateLimiter.perSecond(options.requestsPerSecond()).build()
                : null;
    }

    private static S3Client client(Options options, AwsCredentialsProvider credentials) {
        if (System.getProperty("http.maxConnections") == null) {
            System.setProperty("http.maxConnections", Integer.toString(2 * CALLS)); // that are kept alive, else five
        }
        URI address = options.address();
        var builder = S3Client.builder()
                .credentialsProvider(credentials)
                .region(region(options.region()))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(options.silence())
                        .socketTimeout(options.silence()))
                // What it adds on its own isn't understood by all that speak like S3.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        return address == null
                ? builder.crossRegionAccessEnabled(true).build()
                : builder.endpointOverride(address).forcePathStyle(true).build();
    }

    private static Region region(@Nullable String region) {
        if (region != null) {
            return Region.of(region);
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException _) {
            return Region.US_EAST_1; // from there AWS tells where a bucket is, and others don't mind
        }
    }

    /**
     * Makes a call until it succeeds, or fails for good.
     *
     * @param place what it is about
     * @param call the call, which may be made several times
     * @return its result
     * @throws RunStoppedException if no other call would succeed either
     * @throws IOException if this one can't
     * @throws InterruptedException if the thread is interrupted
     */
    <T extends @Nullable Object> T call(Address place, Call<T> call) throws IOException, InterruptedException {
        try {
            return (reached ? retry : retryAtFirst)
                    .call(IOException.class, () -> breaker.call(IOException.class, () -> attempt(call)));
        } catch (CircuitOpenException e) {
            throw Faults.down(place, name, e);
        } catch (SdkClientException | IOException e) {
            if (Faults.isPassing(e) && (!reached || breaker.state() != CircuitBreaker.State.CLOSED)) {
                throw Faults.down(place, name, e);
            }
            throw Faults.inWords(place, name, e);
        } catch (RuntimeException e) {
            throw Faults.inWords(place, name, e);
        }
    }

    private <T extends @Nullable Object> T attempt(Call<T> call) throws IOException, InterruptedException {
        if (limiter != null) {
            limiter.await();
        }
        try {
            T result = call.send(client);
            reached = true;
            return result;
        } catch (RuntimeException | IOException e) {
            if (Thread.interrupted() || Faults.isInterruption(e)) {
                var interrupted = new InterruptedException("interrupted while waiting for the endpoint " + name);
                interrupted.initCause(e);
                throw interrupted;
            }
            throw e;
        }
    }

    /** Makes an empty file for a photo; it is deleted when the endpoint is closed, if not before. */
    synchronized Path temporaryFile() throws IOException {
        if (temporary == null) {
            temporary = TemporaryFolder.create();
        }
        return temporary.file();
    }

    @Override
    public synchronized void close() {
        client.close();
        if (temporary != null) {
            temporary.close();
            temporary = null;
        }
    }

    /** Returns where the service is, as shown to the user. */
    @Override
    public String toString() {
        return name;
    }
}
