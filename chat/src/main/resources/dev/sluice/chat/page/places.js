// The lists beside the messages: rooms and people to talk to, and who is here.

import {byId, element, reconcile} from "./dom.js";

export class Places {
  constructor(chat, show) {
    this.chat = chat;
    this.show = show;
    this.items = new Map();
  }

  render() {
    const {chat} = this;
    reconcile(byId("rooms"), chat.rooms.map(room => this.#place(room)));
    reconcile(byId("people"), chat.people.map(person => this.#place(person)));
    const elsewhere = [...chat.conversations.values()]
      .filter(one => one !== chat.current)
      .reduce((sum, one) => sum + one.unread(chat.name), 0);
    byId("elsewhere").hidden = elsewhere === 0;
    byId("elsewhere").textContent = shortly(elsewhere);
    const unread = elsewhere + (chat.current?.unread(chat.name) ?? 0);
    document.title = `${unread > 0 ? `(${shortly(unread)}) ` : ""}${chat.current?.name ?? ""} – Sluice chat`;
  }

  renderMembers() {
    const {current} = this.chat;
    const names = current.kind === "room" ? [...current.members].sort((a, b) => a.localeCompare(b)) : [];
    const others = current.count - names.length;
    byId("member-count").textContent = `${Math.max(current.count, names.length)} here`;
    byId("members").replaceChildren(...names.map(name => this.#member(name)));
    if (others > 0) {
      byId("members").append(element("li", {class: "others"}, `and ${others} others`));
    }
  }

  #place(conversation) {
    const {chat} = this;
    let item = this.items.get(conversation);
    if (!item) {
      const button = element("button", {type: "button", class: "place-button", onclick: () => this.show(conversation)},
        element("span", {class: "place-name"}), element("span", {class: "count"}), element("span", {class: "unseen"}));
      item = element("li", {}, button);
      this.items.set(conversation, item);
    }
    const button = item.firstElementChild;
    const [name, count, unseen] = button.children;
    const unread = conversation.unread(chat.name);
    name.textContent = (conversation.kind === "room" ? "# " : "") + conversation.name;
    count.textContent = unread > 0 ? shortly(unread) : "";
    count.hidden = unread === 0;
    count.setAttribute("aria-hidden", "true");
    unseen.textContent = unread > 0 ? `, ${unread} unread` : "";
    if (conversation === chat.current) {
      button.setAttribute("aria-current", "page");
    } else {
      button.removeAttribute("aria-current");
    }
    return item;
  }

  #member(name) {
    if (name === this.chat.name) {
      return element("li", {class: "place-button"}, `${name} (you)`);
    }
    return element("li", {}, element("button", {
      type: "button", class: "place-button", title: `Write to ${name}`, onclick: () => this.chat.open("person", name),
    }, name));
  }
}

function shortly(count) {
  return count > 99 ? "99+" : String(count);
}
