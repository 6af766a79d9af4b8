/** Small programs, each of which shows one pattern. As a module of its own it sees what users of the library see. */
@SuppressWarnings("module") // it is run by its main class alone
module dev.sluice.examples {
    requires dev.sluice;
    requires com.fasterxml.jackson.core;
    requires java.desktop;
    requires java.net.http;
    requires jdk.httpserver;
}
