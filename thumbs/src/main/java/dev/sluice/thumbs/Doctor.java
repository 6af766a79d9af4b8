package dev.sluice.thumbs;

import dev.sluice.thumbs.image.Findings;
import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command that says what the thumbnail program finds on a machine. */
@Command(
        name = "sluice doctor",
        description =
                "Lists the native libraries that were found, the formats that they support, and how to install the others.",
        mixinStandardHelpOptions = true,
        version = "sluice doctor 0.1.0")
public final class Doctor implements Runnable {
    private final Findings findings;
    private final PrintStream out;

    Doctor(Findings findings, PrintStream out) {
        this.findings = findings;
        this.out = out;
    }

    /**
     * Runs the program, and ends the process.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        Console console = Console.system();
        System.exit(new CommandLine(new Doctor(Findings.ofThisMachine(), console.out())).execute(arguments));
    }

    @Override
    public void run() {
        out.println("backends");
        findings.backends().forEach((name, found) -> out.printf("  %-6s %s%n", name, found));
        out.println();
        out.println("formats");
        out.println("  reads  " + String.join(", ", findings.reads()));
        out.println("  writes " + String.join(", ", findings.writes()));
        if (!findings.misses().isEmpty()) {
            out.println("  not    " + String.join(", ", findings.misses()));
        }
        out.println();
        if (findings.isComplete()) {
            out.println("Nothing is missing.");
            return;
        }
        out.println("All works without native libraries, and is slower. To install what is missing:");
        out.println(
                "  Debian, Ubuntu   sudo apt install libvips42 libturbojpeg0   (Ubuntu: libvips42t64 libturbojpeg)");
        out.println("  Fedora           sudo dnf install vips vips-heif turbojpeg");
        out.println("  macOS            brew install vips jpeg-turbo");
        out.flush();
    }
}
