/** A program that is made of the client of the chat. */
@NullMarked
package dev.sluice.chat.example;

import org.jspecify.annotations.NullMarked;
