/** What goroutines take: to start them, to wait for them, and to have very many of them. */
@NullMarked
package dev.sluice.bench.goroutines;

import org.jspecify.annotations.NullMarked;
