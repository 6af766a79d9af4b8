// The messages of the current conversation, and what is still to be sent.

import {byId, element, reconcile} from "./dom.js";

const FEW = 20; // messages, which don't fill a screen
const NEAR_END = 40; // pixels
const NEAR_BEGINNING = 200;
const SAME_BREATH = 5 * 60_000; // messages of one author within this time stand under one name

const timeOfDay = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit"});
const day = new Intl.DateTimeFormat(undefined, {weekday: "long", day: "numeric", month: "long", year: "numeric"});
const wholeTime = new Intl.DateTimeFormat(undefined, {dateStyle: "full", timeStyle: "medium"});

export class Log {
  constructor(chat) {
    this.chat = chat;
    this.scroll = byId("scroll");
    this.list = byId("log");
    this.items = new Map(); // of the shown conversation, by offset or day
    this.scroll.addEventListener("scroll", () => this.#scrolled());
    byId("to-end").addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.sticks && this.toEnd()).observe(this.scroll);
    this.sticks = true;
  }

  /** Shows another conversation, from its end. */
  show() {
    this.items.clear();
    this.#silently(() => {
      this.list.replaceChildren();
      this.#render();
      this.renderOutbox();
    });
    this.toEnd();
    if (this.chat.current.messages.length < FEW) {
      this.chat.older(this.chat.current);
    }
  }

  /** Shows what has come. */
  update() {
    if (this.sticks) {
      this.chat.current.trim();
    }
    this.#render();
    if (this.sticks) {
      this.toEnd();
    } else {
      byId("to-end").hidden = false;
    }
  }

  /** Shows what was asked for, and keeps what is looked at where it is. */
  updateOlder() {
    const fromEnd = this.scroll.scrollHeight - this.scroll.scrollTop;
    this.#silently(() => this.#render());
    this.scroll.scrollTop = this.scroll.scrollHeight - fromEnd;
    this.#scrolled();
  }

  renderOutbox() {
    const {outbox, current} = this.chat;
    byId("outbox").replaceChildren(...outbox.of(current).map(saying => this.#unsent(saying)));
    if (this.sticks) {
      this.toEnd();
    }
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.sticks = true;
    byId("to-end").hidden = true;
  }

  #scrolled() {
    const {scrollTop, scrollHeight, clientHeight} = this.scroll;
    this.sticks = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.sticks) {
      byId("to-end").hidden = true;
    }
    if (scrollTop < NEAR_BEGINNING) {
      this.chat.older(this.chat.current);
    }
  }

  #render() {
    const {current} = this.chat;
    const wanted = [];
    let before;
    for (const message of current.messages) {
      const date = day.format(message.time);
      if (date !== before?.date) {
        wanted.push(this.#item(date, () => element("li", {class: "day"}, date)));
      }
      const item = this.#item(message.offset, () => this.#message(message));
      if (message.deleted && !item.classList.contains("deleted")) {
        this.#fill(item, message);
      }
      const same = before?.date === date && before.from === message.from && message.time - before.time < SAME_BREATH;
      item.classList.toggle("same", same && message.offset !== this.chat.newFrom);
      item.classList.toggle("first-new", message.offset === this.chat.newFrom && before !== undefined);
      wanted.push(item);
      before = {date, from: message.from, time: message.time};
    }
    reconcile(this.list, wanted);
    this.items = new Map([...this.items].filter(([, item]) => item.isConnected));
    const more = current.kind === "person" ? this.chat.privateMore : current.more;
    byId("beginning").textContent = more ? (current.joined || current.kind === "person" ? "" : "…")
      : current.messages.length > 0 ? "This is the beginning." : "Nothing was said here yet.";
  }

  #item(key, make) {
    if (!this.items.has(key)) {
      this.items.set(key, make());
    }
    return this.items.get(key);
  }

  #message(message) {
    const own = message.from === this.chat.name;
    const item = element("li", {class: own ? "message own" : "message"});
    this.#fill(item, message);
    return item;
  }

  #fill(item, message) {
    const time = element("time", {datetime: new Date(message.time).toISOString(), title: wholeTime.format(message.time)},
      timeOfDay.format(message.time));
    const content = element("p", {class: "content", dir: "auto"}, message.deleted ? "Removed by a moderator" : message.content);
    item.classList.toggle("deleted", message.deleted === true);
    item.replaceChildren(element("span", {class: "from"}, message.from), " ", time, content);
    if (this.chat.admin && message.room !== undefined && !message.deleted) {
      item.append(element("button", {
        type: "button", class: "quiet remove", "aria-label": `Remove the message of ${message.from}`,
        onclick: () => this.chat.moderate({type: "delete", room: message.room, offset: message.offset}),
      }, "Remove"));
    }
  }

  #unsent(saying) {
    const item = element("li", {class: "message own unsent"},
      element("span", {class: "from"}, this.chat.name), " ",
      element("span", {class: "state"}, saying.problem ? "not sent" : this.chat.online ? "sending …" : "will be sent"),
      element("p", {class: "content", dir: "auto"}, saying.content));
    if (saying.problem) {
      item.append(
        element("p", {class: "problem", role: "alert"}, saying.problem),
        element("button", {type: "button", class: "quiet", onclick: () => this.chat.outbox.retry(saying.id)}, "Send again"), " ",
        element("button", {type: "button", class: "quiet", onclick: () => this.chat.outbox.discard(saying.id)}, "Throw away"));
    }
    return item;
  }

  /** A screen reader reads out what comes, but not what is only shown again. */
  #silently(action) {
    this.list.setAttribute("aria-live", "off");
    action();
    setTimeout(() => this.list.setAttribute("aria-live", "polite"), 200);
  }
}
