/**
 * A client of the chat server, for programs, and the client for the terminal that is made of it.
 *
 * <p>{@link dev.sluice.chat.client.ChatClient} keeps the promises of {@code docs/chat-protocol.md} for its user: it comes back by
 * itself when the connection breaks, and no message is lost or repeated by that.
 */
@NullMarked
package dev.sluice.chat.client;

import org.jspecify.annotations.NullMarked;
