/** Programs that talk to the server: the terminal client and the load client. */
@org.jspecify.annotations.NullMarked
package dev.sluice.chat.client;
