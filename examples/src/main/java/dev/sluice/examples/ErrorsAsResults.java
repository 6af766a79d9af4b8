package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** A goroutine can't judge a failure that it meets. So failures are sent with the results, to a receiver that can. */
final class ErrorsAsResults {
    private sealed interface Result {}

    private record Page(String content) implements Result {}

    private record Failed(IOException why) implements Result {}

    private ErrorsAsResults() {}

    public static void main(String... args) throws IOException, InterruptedException {
        try (var web = new Web().page("/", 200, "hello")) {
            URI good = web.uri("/");
            URI bad = Web.nowhere();
            int failures = 0;
            try (var scope = Scope.open()) {
                for (Result result : check(scope, web, List.of(good, bad, bad, good, bad, good))) {
                    switch (result) {
                        case Page(var content) -> IO.println("got " + content);
                        case Failed(var why) ->
                            IO.println("failed: " + why.getClass().getSimpleName());
                    }
                    if (result instanceof Failed && ++failures == 3) { // this code knows how many are too many
                        IO.println("too many failures, that's it");
                        break;
                    }
                }
            }
        }
    }

    private static ReceiveChannel<Result> check(Scope scope, Web web, List<URI> uris) throws InterruptedException {
        Channel<Result> results = Channel.unbuffered();
        scope.go("check", () -> {
            for (URI uri : uris) {
                Result result;
                try {
                    result = new Page(web.get(uri));
                } catch (IOException e) {
                    result = new Failed(e);
                }
                results.send(result);
            }
            results.close();
        });
        return results;
    }
}
