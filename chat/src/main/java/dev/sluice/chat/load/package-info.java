/**
 * The load client: many connections on a few event loops, which count what they get and read hardly any of it, so that the
 * server is measured and not the client.
 */
@NullMarked
package dev.sluice.chat.load;

import org.jspecify.annotations.NullMarked;
