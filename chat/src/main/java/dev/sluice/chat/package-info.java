/** The chat server, and its command line. */
@org.jspecify.annotations.NullMarked
package dev.sluice.chat;
