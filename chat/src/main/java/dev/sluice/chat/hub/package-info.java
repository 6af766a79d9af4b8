/** The rooms and the people in them. Knows clients as an interface only, and nothing of sockets. */
@org.jspecify.annotations.NullMarked
package dev.sluice.chat.hub;
