package dev.sluice.chat.hub;

/** A person that is here. Its history is that of its private messages. */
record Person(String name, boolean admin, Session session, History history) {}
