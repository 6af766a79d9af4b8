package dev.sluice.thumbs.bucket;

import dev.sluice.resilience.CircuitOpenException;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.file.RunStoppedException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Tells what goes wrong at an endpoint: whether it passes, whom it concerns, and what to do about it. */
final class Faults {
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final Set<String> PASSING_CODES =
            Set.of("RequestTimeout", "SlowDown", "ConditionalRequestConflict", "OperationAborted");
    private static final Set<String> WRONG_CREDENTIALS = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidToken",
            "AuthorizationHeaderMalformed");
    private static final String AGAIN = "; what is stored is whole, and running again goes on from there";

    private Faults() {}

    /** Returns whether the same call may succeed in a moment. */
    static boolean isPassing(Throwable failure) {
        return switch (failure) {
            case AwsServiceException e -> PASSING.contains(e.statusCode()) || PASSING_CODES.contains(code(e));
            case SdkClientException e -> ioFailure(e) != null;
            case IOException _ -> true;
            default -> false;
        };
    }

    /** Returns whether a call has ended because its thread was interrupted. */
    static boolean isInterruption(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof AbortedException
                    || at instanceof InterruptedException
                    || at instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    /** Returns how long the service asks to wait. */
    static Duration retryAfter(Throwable failure) {
        if (failure instanceof AwsServiceException e && e.awsErrorDetails() != null) {
            var response = e.awsErrorDetails().sdkHttpResponse();
            String seconds = response == null
                    ? ""
                    : response.firstMatchingHeader("Retry-After").orElse("");
            return seconds.matches("[0-9]{1,4}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
        }
        return Duration.ZERO;
    }

    static boolean isMissing(AwsServiceException failure) {
        return failure.statusCode() == 404 && !code(failure).equals("NoSuchBucket");
    }

    static boolean isChanged(AwsServiceException failure) {
        return failure.statusCode() == 412 || isMissing(failure);
    }

    static RunStoppedException down(Address place, String endpoint, Throwable failure) {
        return new RunStoppedException(
                place + ": the endpoint " + endpoint + " doesn't serve: " + last(failure)
                        + "; see that it is up and that --endpoint is right" + AGAIN,
                failure);
    }

    /** Returns the failure of a call as one of a file, or of the run if every call would fail like it. */
    static IOException inWords(Address place, String endpoint, Throwable failure) {
        if (failure instanceof AwsServiceException e) {
            return ofService(place, e);
        }
        if (ioFailure(failure) == null) {
            return new RunStoppedException(
                    place
                            + ": no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
                            + " (" + Reasons.of(failure) + ")",
                    failure);
        }
        return new IOException("the endpoint " + endpoint + " doesn't answer: " + last(failure), failure);
    }

    private static IOException ofService(Address place, AwsServiceException failure) {
        String code = code(failure);
        if (WRONG_CREDENTIALS.contains(code)) {
            return new RunStoppedException(
                    place + ": the credentials are refused (" + code + "); check AWS_ACCESS_KEY_ID,"
                            + " AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_PROFILE, and --region" + AGAIN,
                    failure);
        }
        return switch (failure.statusCode()) {
            case 403 ->
                new IOException("access denied; the credentials need the right to do this (" + code + ")", failure);
            case 404 ->
                code.equals("NoSuchBucket")
                        ? new RunStoppedException(
                                place + ": there is no bucket " + place.bucket()
                                        + "; create it, or check its name, --endpoint and --region",
                                failure)
                        : new IOException("there is no such object (any more)", failure);
            case 501 ->
                new RunStoppedException(
                        place + ": the endpoint doesn't know what was asked (" + code
                                + "); it needs conditional writes, If-None-Match and If-Match",
                        failure);
            default -> new IOException("the endpoint says " + failure.statusCode() + " " + code, failure);
        };
    }

    static String code(AwsServiceException failure) {
        String code = failure.awsErrorDetails() == null
                ? null
                : failure.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    /** The last failure of the series; a breaker that is open tells less than what has opened it. */
    private static String last(Throwable failure) {
        Throwable[] before = failure.getSuppressed();
        Throwable told = failure instanceof CircuitOpenException && before.length > 0 ? before[0] : failure;
        IOException io = ioFailure(told);
        if (io instanceof UnknownHostException) {
            return "unknown host " + io.getMessage();
        }
        if (told instanceof AwsServiceException e) {
            return e.statusCode() + " " + code(e);
        }
        return Reasons.of(io == null ? told : io);
    }

    private static @Nullable IOException ioFailure(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof IOException io) {
                return io;
            }
        }
        return null;
    }
}
