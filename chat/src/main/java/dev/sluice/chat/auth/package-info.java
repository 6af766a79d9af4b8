/** Names and the right to bear them, and the limits of what a client may do. */
@org.jspecify.annotations.NullMarked
package dev.sluice.chat.auth;
