/** A program that uses the library as a named module. */
@org.jspecify.annotations.NullMarked
module dev.sluice.consumer {
    requires dev.sluice;
    requires static org.jspecify;
}
