/**
 * Keeps what a chat server must not forget: messages with their offsets, the ids that clients have given them, claimed
 * names, and what moderators have done.
 *
 * <p>It knows neither sockets nor the protocol. {@link Store} is what the hub sees; there is one in memory, and one on a
 * database (SQLite or PostgreSQL).
 */
@NullMarked
package dev.sluice.chat.store;

import org.jspecify.annotations.NullMarked;
