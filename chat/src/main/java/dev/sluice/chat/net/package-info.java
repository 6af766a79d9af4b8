/** The transport: HTTP, WebSocket and TLS on the event loops of Netty. */
@org.jspecify.annotations.NullMarked
package dev.sluice.chat.net;
