/**
 * The protocol that clients and server speak at {@code /ws}, as {@code docs/chat-protocol.md} defines it.
 *
 * <p>A frame holds one message, which is a JSON object. What a client sends is a {@link
 * dev.sluice.chat.protocol.ClientMessage}, what the server sends a {@link dev.sluice.chat.protocol.ServerMessage}; {@link
 * dev.sluice.chat.protocol.ClientCodec} and {@link dev.sluice.chat.protocol.ServerCodec} turn them into bytes and back.
 *
 * <p>Decoding is strict: what the protocol doesn't define is a {@link
 * dev.sluice.chat.protocol.ProtocolException}, which names the type or field. It knows the shape of a message and the limits
 * that belong to it. Which names are allowed, and what a client may do, is for the server to decide.
 */
@NullMarked
package dev.sluice.chat.protocol;

import org.jspecify.annotations.NullMarked;
