// The state of the chat, and the protocol that keeps it up to date. Knows nothing of the page; tells it by `changed`.

import {Connection} from "./connection.js";
import {Conversation} from "./conversation.js";
import {memory} from "./memory.js";
import {Outbox} from "./outbox.js";

const HISTORY = 50;
const TOLD_REMOVED = 1_000; // messages of which one that comes back is told whether they were removed
const TYPING_EVERY = 3_000;

export class Chat {
  /** @param changed is called with what has changed, and the conversation if it is one: see app.js */
  constructor(url, changed) {
    this.changed = changed;
    this.connection = new Connection(url, {
      opened: () => this.#hello(),
      received: message => this.#received(message),
      changed: () => this.#connectionChanged(),
    });
    this.outbox = new Outbox(
        message => this.welcomed && this.connection.send(message), () => this.changed("outbox"));
    this.welcomed = false;
    this.admin = false;
    this.name = memory.get("name", "");
    this.token = undefined;
    this.conversations = new Map();
    this.positions = new Map(); // key of a room, or "@": the latest message known, as epoch and offset
    this.privateFirst = 0; // the oldest private message known
    this.privateMore = true;
    this.current = undefined;
    this.lastTyping = 0;
    this.requests = 0;
    this.newFrom = Infinity; // the first message of the current conversation that was unread when it was opened
    for (const name of memory.get("rooms", ["lobby"])) {
      const room = new Conversation("room", name);
      this.conversations.set(room.key, room);
    }
  }

  get rooms() {
    return [...this.conversations.values()].filter(one => one.kind === "room");
  }

  get people() {
    return [...this.conversations.values()].filter(one => one.kind === "person");
  }

  get online() {
    return this.welcomed;
  }

  // What the user does

  enter(name, token) {
    this.name = name;
    this.token = token || undefined;
    if (this.connection.state === "open") {
      this.#hello();
    } else {
      this.connection.start();
    }
  }

  open(kind, name) {
    const conversation = this.#conversation(kind, spelled(name));
    if (kind === "room" && !conversation.joined && this.welcomed) {
      this.#join(conversation);
    }
    this.show(conversation);
  }

  show(conversation) {
    this.current = conversation;
    this.newFrom = conversation.firstUnread(this.name);
    this.seen();
    memory.set("current", conversation.key);
    this.changed("current", conversation);
  }

  leave(room) {
    this.connection.send({type: "leave", room: room.name});
    this.#forget(room);
  }

  say(content) {
    this.lastTyping = 0;
    this.outbox.add(this.current.target, content);
  }

  type() {
    const now = Date.now();
    if (this.welcomed && now - this.lastTyping > TYPING_EVERY) {
      this.lastTyping = now;
      this.connection.send({type: "typing", ...this.current.target});
    }
  }

  /** Asks for what was said before, unless it is known that there is nothing. */
  older(conversation) {
    const person = conversation.kind === "person";
    if (conversation.loading || !this.welcomed || !(person ? this.privateMore : conversation.more && conversation.joined)) {
      return;
    }
    const before = person ? this.privateFirst : conversation.first;
    if (before > 1) {
      conversation.loading = true;
      this.connection.send({type: "history", ...(person ? {} : {room: conversation.name}), before, limit: HISTORY});
    }
  }

  /** Asks for what only an admin may do. */
  moderate(request) {
    this.connection.send({...request, id: `moderation.${++this.requests}`});
  }

  /** The user has seen all of the current conversation. */
  seen() {
    const {current} = this;
    if (current && !document.hidden && current.read !== current.last) {
      current.read = current.last;
      const reads = memory.get("reads", {});
      reads[current.key] = {epoch: this.#position(current)?.epoch, offset: current.last};
      memory.set("reads", reads);
      this.changed("unread", current);
    }
  }

  // What the server says

  #hello() {
    const sessions = memory.get("sessions", {});
    this.connection.send({
      type: "hello",
      name: this.name,
      token: this.token,
      session: sessions[spelled(this.name)],
      after: this.positions.get("@"),
    });
  }

  #received(message) {
    switch (message.type) {
      case "welcome": return this.#welcome(message);
      case "joined": return this.#joinedRoom(message);
      case "message": return this.#said(message);
      case "history": return this.#history(message);
      case "ack": return this.outbox.acknowledged(message.id);
      case "presence": return this.#presence(message);
      case "typing": return this.#typing(message);
      case "deleted": return this.#deleted(message);
      case "error": return this.#refused(message);
      default: // of a newer server
    }
  }

  #welcome(message) {
    this.connection.succeeded();
    this.name = message.name;
    this.admin = message.admin;
    this.welcomed = true;
    memory.set("name", this.name);
    memory.set("sessions", {...memory.get("sessions", {}), [this.name]: message.session});
    if (!message.recovered) {
      this.people.forEach(one => one.replace([]));
      this.privateFirst = message.messages[0]?.offset ?? 0;
      this.privateMore = this.privateFirst > 1;
    }
    this.positions.set("@", {epoch: message.epoch, offset: message.offset});
    this.#addPrivate(message.messages);
    this.rooms.forEach(room => this.#join(room));
    this.outbox.restart();
    this.changed("welcome");
  }

  #join(room) {
    this.connection.send({type: "join", room: room.name, after: this.positions.get(room.key)});
  }

  #joinedRoom(message) {
    const room = this.#room(message.room);
    if (!room) {
      return; // it was left meanwhile
    }
    room.joined = true;
    room.loading = false;
    room.members = new Set(message.members);
    room.count = message.count;
    const known = this.positions.get(room.key);
    this.positions.set(room.key, {epoch: message.epoch, offset: message.offset});
    if (message.recovered) {
      room.forgetBefore(known.offset - TOLD_REMOVED);
      message.removed?.forEach(offset => room.remove(offset));
      room.add(message.messages);
    } else {
      room.replace(message.messages);
      room.more = room.first > 1;
    }
    this.#restoreRead(room);
    this.#saveRooms();
    this.changed("messages", room);
    this.changed("members", room);
  }

  #said(message) {
    const key = message.room === undefined ? "@" : Conversation.key("room", message.room);
    const known = this.positions.get(key);
    if (known && known.epoch === message.epoch && message.offset <= known.offset) {
      return;
    }
    this.positions.set(key, {epoch: message.epoch, offset: message.offset});
    if (message.id && message.from === this.name) {
      this.outbox.acknowledged(message.id);
    }
    if (message.room === undefined) {
      this.#addPrivate([message]);
    } else {
      const room = this.#room(message.room);
      room?.add([message]);
      this.#gotMessages(room);
    }
  }

  #gotMessages(conversation) {
    if (conversation && conversation !== this.current) {
      conversation.trim();
    }
    this.changed("messages", conversation);
  }

  #addPrivate(messages) {
    const changed = new Set();
    for (const message of messages) {
      const person = this.#conversation("person", message.from === this.name ? message.to : message.from);
      person.add([message]);
      changed.add(person);
      if (!this.privateFirst || message.offset < this.privateFirst) {
        this.privateFirst = message.offset;
      }
    }
    changed.forEach(person => {
      this.#restoreRead(person);
      this.#gotMessages(person);
    });
  }

  #history(message) {
    if (message.room === undefined) {
      this.privateMore = message.more;
      const waiting = this.people.filter(one => one.loading);
      waiting.forEach(one => one.loading = false);
      this.#addPrivate(message.messages);
      waiting.forEach(one => this.changed("older", one));
    } else {
      const room = this.#room(message.room);
      if (room) {
        room.loading = false;
        room.more = message.more;
        room.add(message.messages);
        this.changed("older", room);
      }
    }
  }

  #presence(message) {
    const room = this.#room(message.room);
    if (room) {
      message.joined.forEach(name => room.members.add(name));
      message.left.forEach(name => room.members.delete(name));
      room.count = message.count;
      message.left.forEach(name => room.typing.delete(name));
      this.changed("members", room);
    }
  }

  #typing(message) {
    const conversation = message.room === undefined
      ? this.conversations.get(Conversation.key("person", message.from))
      : this.#room(message.room);
    conversation?.writes(message.from);
    this.changed("typing", conversation);
  }

  #deleted(message) {
    const room = this.#room(message.room);
    room?.remove(message.offset);
    this.changed("messages", room);
  }

  #refused(error) {
    if (error.request === "say" && error.id) {
      this.outbox.refused(error);
    } else if (error.request === "hello") {
      this.welcomed = false;
      this.changed("refused", error);
    } else {
      const room = this.#room(error.room);
      if (error.request === "join" && room && !room.joined) {
        this.#forget(room);
      }
      this.changed("problem", error);
    }
  }

  #connectionChanged() {
    if (this.connection.state !== "open") {
      this.welcomed = false;
      this.outbox.interrupted();
      this.conversations.forEach(one => one.joined = one.loading = false);
    }
    this.changed("connection");
  }

  // Conversations

  #conversation(kind, name) {
    const key = Conversation.key(kind, name);
    let conversation = this.conversations.get(key);
    if (!conversation) {
      conversation = new Conversation(kind, name);
      this.conversations.set(key, conversation);
      this.changed("places");
    }
    return conversation;
  }

  /** Returns the room, or undefined if it was left: what the server has sent before it knew may still come. */
  #room(name) {
    return this.conversations.get(Conversation.key("room", name));
  }

  #forget(room) {
    this.conversations.delete(room.key);
    this.positions.delete(room.key);
    this.#saveRooms();
    this.changed("places");
    if (this.current === room) {
      this.show(this.rooms[0] ?? this.people[0] ?? this.#conversation("room", "lobby"));
    }
  }

  #position(conversation) {
    return this.positions.get(conversation.kind === "person" ? "@" : conversation.key);
  }

  /** After a reload, what was seen before isn't unread. */
  #restoreRead(conversation) {
    const read = memory.get("reads", {})[conversation.key];
    const sameEpoch = read?.epoch === this.#position(conversation)?.epoch;
    conversation.read = sameEpoch ? Math.max(conversation.read, read?.offset ?? 0) : 0;
  }

  #saveRooms() {
    memory.set("rooms", this.rooms.map(room => room.name));
  }
}

/** Returns a name as the server will spell it, but for the rarest letters, which it corrects. */
export function spelled(name) {
  return name.trim().normalize("NFKC").toLowerCase();
}
