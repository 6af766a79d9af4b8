// What a goroutine waits for, with links to the channels and scopes that it waits at.

import {h} from "./dom.js";
import {count, duration} from "./format.js";
import {link} from "./selection.js";

const MOST_CASES = 4;
const OUTSIDE = {
  RUNNABLE: "runs", BLOCKED: "is blocked outside of Sluice", WAITING: "waits outside of Sluice",
  TIMED_WAITING: "waits outside of Sluice", NEW: "is about to start", TERMINATED: "has ended",
};

/** What one goroutine does, as children of an element. */
export function doing(goroutine, model) {
  const wait = goroutine.waitsIn;
  if (wait === undefined) {
    return [OUTSIDE[goroutine.threadState] ?? goroutine.threadState];
  }
  return [...waiting(wait, model), h("span", {class: "faint"}, ` for ${duration(wait.since)}`),
    wait.remaining !== undefined && h("span", {class: "faint"}, `, at most ${duration(wait.remaining)} more`)];
}

/** What the goroutines of a group do, most first. */
export function doings(group, model) {
  const kinds = group.waits.map(wait => [`${count(wait.count)} × `, ...waiting(wait, model)]);
  if (group.notWaiting > 0) {
    kinds.push([`${count(group.notWaiting)} × not waiting`]);
  }
  return kinds;
}

export const longest = group => Math.max(0, ...group.waits.map(wait => wait.longest));

/** A wait in words, each thing that it is at being a link if there is something to see. */
export function waiting({operation, cases}, model) {
  if (cases.length === 0) {
    return [operation === "select" ? "select of nothing" : operation];
  }
  const words = cases.slice(0, MOST_CASES).flatMap((each, i) => [i > 0 && " | ", each.operation, each.site && " ", at(each, model)]);
  return [operation === "select" && "select of ", ...words, cases.length > MOST_CASES && ` | ${cases.length - MOST_CASES} more`];
}

function at({site, id}, model) {
  const href = model.channels.has(id) ? link("channel", id) : model.scopes.has(id) ? link("scope", id) : undefined;
  return href === undefined ? site : h("a", {href}, site);
}
