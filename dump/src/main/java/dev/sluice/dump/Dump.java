package dev.sluice.dump;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import dev.sluice.dump.Target.NoDumpException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line of the dump program. */
public final class Dump {
    private static final int DONE = 0;
    private static final int NO_DUMP = 1;
    private static final int MISUSED = 2;

    private static final String MOST_MILLIS_TO_ATTACH = "2000";

    private static final String USAGE = """
            Usage: ./sluice dump [PID] [--json] [--stacks N] [--load]

            Shows the scopes, goroutines and channels of a running program: what each
            goroutine waits for, at which channel, and for how long. Without a PID, lists
            your programs that can be inspected.

              --json      print JSON
              --stacks N  print the innermost N frames of each goroutine's stack
              --load      if the program hasn't registered the MBean, load an agent that
                          does. The JVM prints a warning about the agent on the program's
                          standard error. The MBean stays registered.

            A program can be inspected if it was started with -Dsluice.mbean=true, as by
            ./sluice, or if it has called Sluice.registerMBean().

            Exit status: 0 for success, 1 if there is nothing to show, 2 if the arguments
            are wrong.
            """;

    private final PrintStream out;
    private final PrintStream err;

    // What the arguments say.
    private @Nullable String pid;
    private boolean json;
    private boolean load;
    private int frames;

    Dump(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the program, and ends the process.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(new Dump(System.out, System.err).run(List.of(arguments)));
    }

    /** Runs the program, and returns its exit status. */
    int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return DONE;
        }
        try {
            parse(arguments.iterator());
            return pid == null ? list() : dump(pid);
        } catch (IllegalArgumentException e) {
            err.println("sluice: " + e.getMessage());
            err.println("Try: ./sluice dump --help");
            return MISUSED;
        } catch (NoDumpException e) {
            err.println("sluice: " + e.getMessage());
            return NO_DUMP;
        }
    }

    private void parse(Iterator<String> arguments) {
        while (arguments.hasNext()) {
            String each = arguments.next();
            switch (each) {
                case "--json" -> json = true;
                case "--load" -> load = true;
                case "--stacks" -> frames = frames(arguments.hasNext() ? arguments.next() : "nothing");
                default -> {
                    if (pid != null || !each.matches("[0-9]{1,18}")) {
                        throw new IllegalArgumentException("PID must be one number, was " + each);
                    }
                    pid = each;
                }
            }
        }
        if (pid == null && (json || load || frames > 0)) {
            throw new IllegalArgumentException("there are options, and no PID");
        }
    }

    private static int frames(String number) {
        if (!number.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("--stacks must be a number from 0 to 999999, was " + number);
        }
        return Integer.parseInt(number);
    }

    private int dump(String pid) throws NoDumpException {
        try (var target = Target.attach(pid)) {
            if (load) {
                target.loadAgent();
            }
            out.print(target.dump(json, frames));
        }
        return DONE;
    }

    private int list() {
        System.setProperty(
                "sun.tools.attach.attachTimeout",
                MOST_MILLIS_TO_ATTACH); // one that is stopped mustn't hold up the list
        List<VirtualMachineDescriptor> found = VirtualMachine.list().stream()
                .filter(each ->
                        !each.id().equals(Long.toString(ProcessHandle.current().pid())))
                .filter(Dump::hasSluice)
                .sorted(Comparator.comparingLong(each -> Long.parseLong(each.id())))
                .toList();
        if (found.isEmpty()) {
            err.println("sluice: no program of yours has been started with -Dsluice.mbean=true or has called"
                    + " Sluice.registerMBean()");
            return NO_DUMP;
        }
        found.forEach(each -> out.println(each.id() + " " + withoutFolder(each.displayName())));
        return DONE;
    }

    /** A command line that begins with a class, or with a jar whose folder needn't be known. */
    private static String withoutFolder(String commandLine) {
        return commandLine.replaceFirst("^\\S*[/\\\\]", "");
    }

    private static boolean hasSluice(VirtualMachineDescriptor descriptor) {
        try (var target = Target.attach(descriptor.id())) {
            return target.hasSluice();
        } catch (NoDumpException | IOException _) {
            return false; // it has ended, or is not for us
        }
    }
}
