/**
 * The program that measures how fast the library is beside its peers: {@code ./sluice bench}.
 *
 * <p>A {@link dev.sluice.bench.Question} is a class that JMH measures; {@link dev.sluice.bench.Catalogue} finds all of them and
 * makes a {@link dev.sluice.bench.Row} of each combination of parameters, with a {@link dev.sluice.bench.Cell} for each
 * {@link dev.sluice.bench.Contender}. {@link dev.sluice.bench.Rounds} measures the cells, in turn, and what comes out is a
 * {@link dev.sluice.bench.Report}: a file, from which tables, charts and documents are made, and nothing else.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
