// Joins the state of the chat to the page.

import {Chat, spelled} from "./chat.js";
import {command} from "./commands.js";
import {byId} from "./dom.js";
import {Log} from "./log.js";
import {memory} from "./memory.js";
import {Places} from "./places.js";

const chat = new Chat(`${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws`, changed);
const log = new Log(chat);
const places = new Places(chat, show);
const phone = matchMedia("(max-width: 48rem)");

/** Is called by the chat: `what` has changed, in `conversation` if it is about one. */
function changed(what, conversation) {
  const here = conversation !== undefined && conversation === chat.current;
  switch (what) {
    case "connection":
    case "welcome":
      return renderConnection();
    case "current":
      return renderCurrent();
    case "refused":
      return askName(conversation);
    case "problem":
      return notice(conversation.text);
    case "outbox":
      return chat.current && log.renderOutbox();
    case "messages":
      if (here) {
        log.update();
        chat.seen();
      }
      return places.render(), renderTyping();
    case "older":
      return here && log.updateOlder();
    case "members":
      return here && places.renderMembers();
    case "typing":
      return here && renderTyping();
    default: // places, unread
      return chat.current && places.render();
  }
}

// Who one is

function enter(name, token) {
  byId("entry-error").textContent = "";
  chat.enter(name, token);
}

function askName(error) {
  byId("chat").hidden = true;
  byId("entry").hidden = false;
  byId("name").value = chat.name;
  byId("entry-error").textContent = error?.text ?? "";
  if (error?.code === "bad-token") {
    byId("token-part").hidden = false;
    byId("token").focus();
  } else {
    byId("name").focus();
  }
}

byId("hello").addEventListener("submit", event => {
  event.preventDefault();
  enter(spelled(byId("name").value), byId("token").value);
});

byId("rename").addEventListener("click", () => {
  chat.connection.stop("");
  memory.set("name", "");
  location.reload();
});

// Where one is

function show(conversation) {
  chat.show(conversation);
  drawers(false);
  if (!phone.matches) {
    byId("text").focus(); // not on a phone, where the keyboard would cover what one wants to read
  }
}

function renderCurrent() {
  const {current} = chat;
  const room = current.kind === "room";
  byId("title").textContent = (room ? "# " : "") + current.name;
  byId("leave").hidden = !room;
  byId("show-members").hidden = byId("members-part").hidden = !room;
  notice("");
  log.show();
  places.render();
  places.renderMembers();
  renderTyping();
}

byId("leave").addEventListener("click", () => chat.leave(chat.current));

for (const [form, field, kind] of [["join", "room", "room"], ["meet", "person", "person"]]) {
  byId(form).addEventListener("submit", event => {
    event.preventDefault();
    chat.open(kind, byId(field).value);
    drawers(false);
    byId(form).reset();
    byId("text").focus();
  });
}

// What one says

byId("say").addEventListener("submit", event => {
  event.preventDefault();
  const text = byId("text").value;
  if (text.trim() === "") {
    return;
  }
  notice(text.startsWith("/") && !text.startsWith("//") ? command(text, chat) : say(text));
  byId("text").value = "";
  fit();
});

function say(text) {
  log.toEnd();
  chat.say(text.startsWith("//") ? text.slice(1) : text);
  return "";
}

byId("text").addEventListener("keydown", event => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId("say").requestSubmit();
  }
});

byId("text").addEventListener("input", () => {
  fit();
  if (byId("text").value !== "" && !byId("text").value.startsWith("/")) {
    chat.type();
  }
});

function fit() {
  byId("text").rows = Math.min(6, byId("text").value.split("\n").length);
}

// How it goes

function renderConnection() {
  const {connection} = chat;
  const online = chat.online;
  document.body.dataset.connection = online ? "online" : connection.state;
  if (online && byId("chat").hidden) {
    byId("entry").hidden = true;
    byId("chat").hidden = false;
    byId("me").textContent = chat.name;
    const last = memory.get("current", "");
    show(chat.current ?? chat.conversations.get(last) ?? chat.rooms[0] ?? chat.people[0]);
  }
  if (!byId("entry").hidden && connection.state === "waiting") {
    byId("entry-error").textContent = connection.reason;
  }
  const offline = "You are offline. What you write is kept, and sent when you are back.";
  byId("status").textContent = online ? "" : connection.state === "stopped" ? connection.reason : offline;
  byId("reconnect").hidden = online || connection.state === "connecting" || connection.state === "open";
  countDown();
  if (chat.current) {
    log.renderOutbox();
  }
}

byId("reconnect").addEventListener("click", () => chat.connection.start());

function countDown() {
  const {state, retryAt} = chat.connection;
  const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
  byId("countdown").textContent = state === "waiting" ? `Next try in ${seconds} s.` : state === "connecting" ? "Trying …" : "";
}

function renderTyping() {
  const names = chat.current?.writers() ?? [];
  byId("typing").textContent = names.length === 0 ? ""
    : names.length === 1 ? `${names[0]} is typing …`
      : names.length === 2 ? `${names[0]} and ${names[1]} are typing …`
        : "Several people are typing …";
}

setInterval(() => {
  renderTyping();
  countDown();
}, 1000);

function notice(text) {
  byId("notice").textContent = text;
}

document.addEventListener("visibilitychange", () => chat.seen());

// The lists, which are drawers on a phone

function drawers(open) {
  for (const [button, drawer] of [["show-places", "places"], ["show-members", "members-part"]]) {
    byId(drawer).classList.toggle("open", open === drawer);
    byId(button).setAttribute("aria-expanded", String(open === drawer));
  }
}

for (const [button, drawer] of [["show-places", "places"], ["show-members", "members-part"]]) {
  byId(button).addEventListener("click", () => {
    drawers(byId(drawer).classList.contains("open") ? false : drawer);
    byId(drawer).querySelector("button, input")?.focus();
  });
}

document.addEventListener("click", event => {
  if (!event.target.closest(".drawer-button, #places, #members-part")) {
    drawers(false);
  }
});

document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    drawers(false);
    byId("text").focus();
  } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp") && chat.current) {
    const all = [...chat.rooms, ...chat.people];
    const step = event.key === "ArrowDown" ? 1 : all.length - 1;
    event.preventDefault();
    show(all[(all.indexOf(chat.current) + step) % all.length]);
  }
});

if (chat.name) {
  enter(chat.name);
}
