// The messages of a room, or those with one person, as far as they are known here.

const MOST_KEPT = 600;
const KEPT_AFTER_TRIM = 300;
const TYPING_SHOWN = 6_000;

export class Conversation {
  constructor(kind, name) {
    this.kind = kind; // room or person
    this.name = name;
    this.messages = []; // in the order of their offsets
    this.more = true; // whether there may be older ones on the server
    this.loading = false;
    this.joined = false;
    this.members = new Set(); // the names that are known
    this.count = 0; // how many there are in all
    this.typing = new Map(); // name → when it is over
    this.read = 0; // the offset up to which the user has seen all
  }

  static key(kind, name) {
    return (kind === "room" ? "#" : "@") + name;
  }

  get key() {
    return Conversation.key(this.kind, this.name);
  }

  /** Where to say something: a part of a message to the server. */
  get target() {
    return this.kind === "room" ? {room: this.name} : {to: this.name};
  }

  get first() {
    return this.messages[0]?.offset ?? 0;
  }

  get last() {
    return this.messages.at(-1)?.offset ?? 0;
  }

  /** Adds messages wherever they belong. What is known already isn't added again. */
  add(messages) {
    const known = new Set(this.messages.map(message => message.offset));
    const fresh = messages.filter(message => !known.has(message.offset));
    if (fresh.length > 0) {
      this.messages.push(...fresh);
      if (fresh[0].offset < known.values().next().value) {
        this.messages.sort((a, b) => a.offset - b.offset);
      }
      fresh.forEach(message => this.typing.delete(message.from));
    }
    return fresh;
  }

  replace(messages) {
    this.messages = [];
    this.more = true;
    this.add(messages);
  }

  /** Forgets the oldest ones, which can be had from the server again. */
  trim() {
    if (this.messages.length > MOST_KEPT) {
      this.messages = this.messages.slice(-KEPT_AFTER_TRIM);
      this.more = true;
    }
  }

  /** Forgets the messages up to an offset, which can be had from the server again. */
  forgetBefore(offset) {
    if (this.first <= offset && this.messages.length > 0) {
      this.messages = this.messages.filter(message => message.offset > offset);
      this.more = true;
    }
  }

  remove(offset) {
    const message = this.messages.find(one => one.offset === offset);
    if (message) {
      message.content = "";
      message.deleted = true;
    }
  }

  firstUnread(me) {
    return this.messages.find(message => message.offset > this.read && message.from !== me)?.offset ?? Infinity;
  }

  unread(me) {
    return this.messages.filter(message => message.offset > this.read && message.from !== me).length;
  }

  writes(name) {
    this.typing.set(name, Date.now() + TYPING_SHOWN);
  }

  /** Returns the names of those that are writing now. */
  writers() {
    const now = Date.now();
    return [...this.typing].filter(([, until]) => until > now).map(([name]) => name);
  }
}
