/** The history of rooms and people in a database. */
@org.jspecify.annotations.NullMarked
package dev.sluice.chat.store;
