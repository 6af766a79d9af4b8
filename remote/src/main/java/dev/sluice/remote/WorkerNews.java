package dev.sluice.remote;

import dev.sluice.flow.StageProgress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * What a worker tells of itself, once a second.
 *
 * @param host the name of its machine
 * @param process the number of its process
 * @param workers how many items it does at once
 * @param taken how many items it has begun
 * @param failed how many of them have failed
 */
public record WorkerNews(String host, long process, int workers, long taken, long failed) {
    private static final Codec<WorkerNews> CODEC = Codec.json(WorkerNews.class);

    static WorkerNews of(List<StageProgress> stages, String stage) {
        StageProgress work = stages.stream()
                .filter(each -> each.name().equals(stage))
                .findFirst()
                .orElseThrow();
        return new WorkerNews(hostName(), ProcessHandle.current().pid(), work.workers(), work.in(), work.failed());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "unknown";
        }
    }

    static String subject(String stage) {
        return stage + ".news";
    }

    static WorkerNews read(byte[] bytes) {
        return CODEC.decode(bytes);
    }

    void tell(Cluster cluster, String stage) {
        if (cluster.isConnected()) {
            Cluster.shielded(() -> cluster.connection().publish(subject(stage), CODEC.encode(this)));
        }
    }
}
