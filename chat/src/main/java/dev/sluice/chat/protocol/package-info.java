/** The messages of the protocol as records, and their JSON. */
@org.jspecify.annotations.NullMarked
package dev.sluice.chat.protocol;
