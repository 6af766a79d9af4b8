package dev.sluice.bench;

import java.util.List;
import java.util.Map;

/** Reports with made-up figures. */
final class Figures {
    private Figures() {}

    static Report.Entry entry(String contender, String column, double[]... samples) {
        return new Report.Entry(contender, column, List.of(samples));
    }

    static double[] round(double... figures) {
        return figures;
    }

    static Report.Line line(Group group, String title, Report.Entry... entries) {
        return new Report.Line(group.title(), title, title, Question.Unit.TIME, null, List.of(entries));
    }

    static Report report(Report.Line... lines) {
        return new Report(
                "./sluice bench --docs",
                "2026-11-21",
                "3 processors",
                "a JDK",
                Map.of("Sluice", "1.2.3"),
                2,
                1.5,
                List.of(lines));
    }

    /** Two rounds: Jox takes twice and three times as long, a queue half as long, and an exchanger longer than that. */
    static Report.Line pingPong() {
        return line(
                Group.CHANNELS,
                "ping-pong",
                entry("Sluice", "Sluice", round(100, 101, 99), round(200, 200, 200)),
                entry("Jox", "Jox", round(200, 200, 500), round(600, 600, 1)),
                entry("SynchronousQueue", "java.util.concurrent", round(50, 50, 50), round(100, 100, 100)),
                entry("Exchanger", "java.util.concurrent", round(70, 70, 70), round(140, 140, 140)));
    }
}
