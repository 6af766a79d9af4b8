// The channels as a table: what is in them, what flows, and how many wait at them.

import {h} from "./dom.js";
import {count, rate} from "./format.js";
import {isCurrent, toChannel} from "./selection.js";

const COLUMNS = ["Channel", "In the buffer", "Most", "Sent", "Received", "Dropped", "Wait to send", "Wait to receive"];
const MOST_ROWS = 60;

/** @param all whether all rows are shown, and not only the busiest; @param more is called to show them */
export function channels(model, all, more) {
  const listed = [...model.channels.values()];
  const shown = all ? listed : listed.slice(0, MOST_ROWS);
  const omitted = model.look.omitted?.channels ?? 0;
  return [
    h("div", {key: "table", class: "scroll-across", tabindex: 0, role: "group", "aria-label": "Table of channels"},
      h("table", {class: "channels"},
        h("thead", {}, h("tr", {}, COLUMNS.map((name, i) => h("th", {scope: "col", class: i > 1 && "number"}, name)))),
        h("tbody", {}, shown.map(row)))),
    shown.length < listed.length && h("button", {key: "all", type: "button", onclick: more}, `Show all ${count(listed.length)} channels`),
    omitted > 0 && h("p", {key: "omitted", class: "faint"}, `${count(omitted)} channels more are not in the look.`),
  ];
}

function row(channel) {
  const href = toChannel(channel);
  const number = (value, perSecond) => h("td", {class: "number"}, count(value),
    perSecond > 0 && h("span", {class: "rate"}, ` ${rate(perSecond)}`));
  const waiting = value => h("td", {class: value > 0 ? "number waiting" : "number"}, value > 0 ? count(value) : "–");
  return h("tr", {key: channel.id, class: channel.status === "OPEN" ? "" : "over"},
    h("th", {scope: "row"}, h("a", {href, "aria-current": isCurrent(href), title: channel.id}, channel.label),
      channel.status !== "OPEN" && h("span", {class: "chip"}, channel.status.toLowerCase())),
    h("td", {}, level(channel)),
    number(channel.highWater),
    number(channel.sent, channel.sentRate),
    number(channel.received, channel.receivedRate),
    number(channel.dropped, channel.droppedRate),
    waiting(channel.waitingSenders),
    waiting(channel.waitingReceivers));
}

/** How full something is, as a bar and in words. */
export function level({length, capacity}) {
  if (capacity === 0) {
    return h("span", {class: "faint"}, "no buffer");
  }
  return h("span", {class: "level"},
    h("span", {class: "level-wall", "aria-hidden": "true"},
      h("span", {class: length >= capacity ? "level-fill full" : "level-fill", style: {width: `${Math.min(100, 100 * length / capacity)}%`}})),
    `${count(length)} / ${count(capacity)}`);
}
