package dev.sluice.thumbs.report;

import java.time.Duration;
import java.util.Locale;

/** Puts figures into the form in which people read them. */
final class Figures {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Figures() {}

    /** Answers a size, such as {@code 1.4 MB}. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return decimal(unit == 0 ? "%.0f" : value < 9.95 ? "%.1f" : "%.0f", value) + " " + UNITS[unit];
    }

    /** Answers a time, such as {@code 2.4 s}, {@code 3:05} or {@code 1:03:05}. */
    static String time(Duration time) {
        if (time.toMillis() < 59_950) {
            return decimal("%.1f s", time.toMillis() / 1000.0);
        }
        return clock(time);
    }

    /** Answers a time in hours, minutes and seconds. */
    static String clock(Duration time) {
        long seconds = time.plusMillis(500).toSeconds();
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Answers a speed, such as {@code 7.3/s}. */
    static String perSecond(double rate) {
        return decimal(rate < 99.95 ? "%.1f/s" : "%.0f/s", rate);
    }

    /** Answers a number and what it counts, such as {@code 1 photo} or {@code 3 photos}. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private static String decimal(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
