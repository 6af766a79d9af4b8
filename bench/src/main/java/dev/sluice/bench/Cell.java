package dev.sluice.bench;

import java.util.SequencedMap;

/**
 * A cell is one contender in one row: what one process measures.
 *
 * @param benchmark the method, as JMH names it
 * @param contender who is measured
 * @param parameters the values of all {@code @Param}s
 */
record Cell(String benchmark, Contender contender, SequencedMap<String, String> parameters) {}
