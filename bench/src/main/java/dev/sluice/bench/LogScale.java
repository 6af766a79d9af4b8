package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic scale: where a value is between two ends.
 *
 * @param low the value at the beginning
 * @param high the value at the end
 * @param from where the beginning is
 * @param to where the end is
 */
record LogScale(double low, double high, double from, double to) {
    private static final double[] STEPS = {1, 2, 5};

    /** Makes a scale whose ends are ticks that are just outside of the values. */
    static LogScale around(double lowest, double highest, double from, double to) {
        return new LogScale(tickBelow(lowest), tickAbove(highest), from, to);
    }

    double at(double value) {
        return from + (to - from) * (Math.log(value / low) / Math.log(high / low));
    }

    /** Answers 1, 2 and 5 in each decade from end to end, or only 1 where that would be too many. */
    List<Double> ticks(int most) {
        List<Double> ticks = ticks(STEPS);
        return ticks.size() <= most ? ticks : ticks(new double[] {1});
    }

    private List<Double> ticks(double[] steps) {
        var ticks = new ArrayList<Double>();
        for (double decade = decade(low); decade <= high * 1.001; decade *= 10) {
            for (double step : steps) {
                double tick = step * decade;
                if (tick >= low * 0.999 && tick <= high * 1.001) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    private static double tickBelow(double value) {
        double below = decade(value);
        for (double step : STEPS) {
            if (step * decade(value) <= value) {
                below = step * decade(value);
            }
        }
        return below;
    }

    private static double tickAbove(double value) {
        for (double step : STEPS) {
            if (step * decade(value) >= value) {
                return step * decade(value);
            }
        }
        return 10 * decade(value);
    }

    private static double decade(double value) {
        return Math.pow(10, Math.floor(Math.log10(value)));
    }

    /** Answers a tick for people: without zeros that say nothing. */
    static String label(double tick) {
        String number = String.format(java.util.Locale.ROOT, "%.3f", tick);
        return number.replaceAll("\\.?0+$", "");
    }
}
