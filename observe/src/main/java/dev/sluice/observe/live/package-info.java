/**
 * The server behind a {@code LivePage}: {@link dev.sluice.observe.live.Server} answers requests, past a {@link
 * dev.sluice.observe.live.Guard}; {@link dev.sluice.observe.live.Feed} is the stream; {@link dev.sluice.observe.live.Source} is the program
 * that is shown. The page itself is in the resources of this package.
 */
@NullMarked
package dev.sluice.observe.live;

import org.jspecify.annotations.NullMarked;
