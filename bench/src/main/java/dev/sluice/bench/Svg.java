package dev.sluice.bench;

import java.util.Locale;

/** Writes a picture, with colours that can be read on white and on black. */
final class Svg {
    /** What distinguishes the contenders, in the order in which they appear; there are three forms, too. */
    private static final String[] COLOURS = {"#e07b39", "#8e7cc3", "#2a9d8f", "#d1495b", "#4a90d9", "#b59f3b"};

    private static final String GREY = "#8b949e";
    private static final double RADIUS = 4.8;

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String what) {
        text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"")
                .append(attribute("width", width))
                .append(attribute("height", height))
                .append(" viewBox=\"0 0 " + width + " " + height + "\">\n")
                .append("<title>" + escaped(what) + "</title>\n")
                .append(
                        "<style>text{font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:13px;fill:#7a828c}"
                                + ".strong{font-weight:600}.small{font-size:11.5px}</style>\n");
    }

    /** A line of text; the anchor is start, middle or end. */
    void text(double x, double y, String anchor, String style, String what) {
        text.append("<text")
                .append(attribute("x", x))
                .append(attribute("y", y))
                .append(" text-anchor=\"" + anchor + "\" class=\"" + style + "\">")
                .append(escaped(what))
                .append("</text>\n");
    }

    /** A line of the grid: a faint one, or that at which both are equal. */
    void grid(double x1, double y1, double x2, double y2, boolean strong) {
        line(x1, y1, x2, y2, GREY, strong ? 1.8 : 1, strong ? 0.9 : 0.22);
    }

    /** A line of a contender from one place to another. */
    void curve(int number, double x1, double y1, double x2, double y2) {
        line(x1, y1, x2, y2, colour(number), 2, 0.9);
    }

    /** A line of a contender from its lowest to its highest figure. */
    void spread(int number, double x1, double y1, double x2, double y2) {
        line(x1, y1, x2, y2, colour(number), 2.5, 0.55);
    }

    private void line(double x1, double y1, double x2, double y2, String colour, double width, double opacity) {
        text.append("<line")
                .append(attribute("x1", x1))
                .append(attribute("y1", y1))
                .append(attribute("x2", x2))
                .append(attribute("y2", y2))
                .append(" stroke=\"" + colour + "\"")
                .append(attribute("stroke-width", width))
                .append(attribute("stroke-opacity", opacity))
                .append("/>\n");
    }

    /** The mark of a contender, with what is said when the mouse is over it. */
    void mark(int number, double x, double y, String tip) {
        String corners = switch (number % 3) {
            case 0 -> circle(x, y);
            case 1 -> polygon(x - 4.3, y - 4.3, x + 4.3, y - 4.3, x + 4.3, y + 4.3, x - 4.3, y + 4.3);
            default -> polygon(x, y - 6, x + 6, y, x, y + 6, x - 6, y);
        };
        text.append("<path d=\"" + corners + "\" fill=\"" + colour(number) + "\">")
                .append("<title>" + escaped(tip) + "</title></path>\n");
    }

    private static String circle(double x, double y) {
        String half = "a" + number(RADIUS) + " " + number(RADIUS) + " 0 1 0 ";
        return "M" + number(x - RADIUS) + " " + number(y) + half + number(2 * RADIUS) + " 0" + half
                + number(-2 * RADIUS) + " 0z";
    }

    private static String polygon(double... corners) {
        var path = new StringBuilder();
        for (int i = 0; i < corners.length; i += 2) {
            path.append(i == 0 ? "M" : "L")
                    .append(number(corners[i]))
                    .append(' ')
                    .append(number(corners[i + 1]));
        }
        return path + "z";
    }

    private static String colour(int number) {
        return COLOURS[number % COLOURS.length];
    }

    private static String attribute(String name, double value) {
        return " " + name + "=\"" + number(value) + "\"";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}
