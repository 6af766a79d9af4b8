// The scopes as a tree with their goroutines, which are grouped by where they were started.

import {h} from "./dom.js";
import {count, duration, place} from "./format.js";
import {groupKey, withoutNumber} from "./model.js";
import {isCurrent, toGoroutine, toGroup, toScope} from "./selection.js";
import {doing, doings, longest} from "./waits.js";

const FEW = 3; // goroutines of a group are shown one by one up to this number
const MOST_ROWS = 400;

export class Scopes {
  #toggled = new Set(); // keys of rows that are not as they are at first
  #rows = 0;

  /** @param changed is called when a row is opened or closed */
  constructor(changed) {
    this.changed = changed;
  }

  render(model) {
    this.#rows = 0;
    const owners = model.look.owners.map(owner => this.#thread(owner, owner.name, model));
    const omitted = model.look.omitted?.owners ?? 0;
    return [
      h("ul", {key: "tree", class: "tree"}, owners),
      omitted > 0 && h("p", {key: "omitted", class: "faint"}, `${count(omitted)} threads more are not in the look.`),
      this.#rows > MOST_ROWS && h("p", {key: "more", class: "faint"},
        `${count(this.#rows - MOST_ROWS)} rows more are not shown. Close some of these, or search.`),
    ];
  }

  #item(key, attributes, row, children) {
    return ++this.#rows <= MOST_ROWS && h("li", {key, ...attributes}, h("div", {class: "row"}, row), children && h("ul", {}, children));
  }

  #toggle(key, open, name) {
    return h("button", {
      type: "button", class: "toggle", "aria-expanded": String(open), "aria-label": name,
      onclick: () => {
        this.#toggled[this.#toggled.has(key) ? "delete" : "add"](key);
        this.changed();
      },
    });
  }

  #thread(thread, name, model) {
    const href = toGoroutine(thread);
    return this.#item(`thread ${thread.threadId}`, {class: thread.swallowed ? "goroutine alarming" : "goroutine"}, [
      h("span", {class: "name"}, h("a", {href, "aria-current": isCurrent(href), title: thread.name}, name)),
      h("span", {class: "what"}, doing(thread, model)),
      h("span", {class: "where"}, thread.startedAt ? place(thread.startedAt) : "thread"),
    ], thread.scopes.length > 0 && thread.scopes.map(scope => this.#scope(scope, thread, model)));
  }

  #scope(scope, owner, model) {
    const open = !this.#toggled.has(scope.id);
    const href = toScope(scope);
    const name = within(scope.name, owner.name);
    return this.#item(`scope ${scope.id}`, {class: scope.cancelled ? "scope cancelled" : "scope"}, [
      h("span", {class: "name"}, this.#toggle(scope.id, open, `Scope ${name}`),
        h("a", {href, "aria-current": isCurrent(href), title: scope.name}, name)),
      h("span", {class: "what"}, `${count(scope.running)} running, ${count(scope.started)} started`,
        scope.limit > 0 && `, at most ${count(scope.limit)} at once`,
        scope.cancelled && h("span", {class: "failed"}, ` · cancelled: ${scope.cancelled}`)),
      h("span", {class: "where"}, "scope"),
    ], open && scope.groups.map(group => this.#group(group, scope, model)));
  }

  #group(group, scope, model) {
    const nested = group.goroutines.some(goroutine => goroutine.scopes.length > 0);
    const members = () => group.goroutines.map(goroutine => this.#thread(goroutine, within(goroutine.name, scope.name), model));
    if (group.count === 1) {
      return members();
    }
    const key = groupKey(scope.id, group.name, group.startedAt);
    const open = (group.count <= FEW || nested) !== this.#toggled.has(key);
    const href = toGroup({...group, scope});
    const name = within(group.name, scope.name);
    const hidden = group.count - group.goroutines.length;
    return this.#item(`group ${key}`, {class: "group"}, [
      h("span", {class: "name"}, this.#toggle(key, open, `${count(group.count)} goroutines ${name}`),
        h("a", {href, "aria-current": isCurrent(href), title: group.name}, name, " ", h("b", {}, `× ${count(group.count)}`))),
      h("span", {class: "what"}, doings(group, model).slice(0, 2).map((kind, i) => [i > 0 && ", ", kind]),
        longest(group) > 0 && h("span", {class: "faint"}, ` for up to ${duration(longest(group))}`)),
      h("span", {class: "where", title: group.startedAt}, place(group.startedAt)),
    ], open && [members(), hidden > 0 && this.#item("all", {class: "goroutine"}, h("span", {class: "name"}, h("a", {href}, `All ${count(group.count)} …`)))]);
  }
}

/** A name without that of what it is in, which stands above it. */
function within(name, outer) {
  for (const prefix of [outer, withoutNumber(outer)]) {
    if (name.startsWith(`${prefix}/`)) {
      return name.slice(prefix.length + 1);
    }
  }
  return name;
}
