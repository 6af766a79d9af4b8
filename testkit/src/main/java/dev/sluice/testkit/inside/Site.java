package dev.sluice.testkit.inside;

/** A place in rewritten code where others may go first. */
public final class Site {
    private final Part part;
    private final String what;
    private final String place;

    Site(Part part, String what, String place) {
        this.part = part;
        this.what = what;
        this.place = place;
    }

    /** Whether it is in what the open bubble looks into. */
    public boolean isActive() {
        return part.active;
    }

    /** What is done there, as a schedule says it. */
    public String what() {
        return what;
    }

    /** The file and line. */
    public String place() {
        return place;
    }
}
