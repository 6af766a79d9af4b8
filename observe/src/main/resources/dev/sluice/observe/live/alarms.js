// Deadlocks, leaks, and goroutines that go on after they were cancelled: each as an alarm, a deadlock with its cycle drawn.

import {byId, h, patch} from "./dom.js";
import {cut, duration, place, things} from "./format.js";
import {withoutNumber} from "./model.js";
import {toGoroutine} from "./selection.js";
import {waiting} from "./waits.js";

const MOST_IN_A_RING = 12;
const MOST_ALIKE = 5;

export class Alarms {
  #told = new Set();
  #dismissed = new Set();

  /** @param changed is called when an alarm was dismissed */
  constructor(changed) {
    this.changed = changed;
  }

  render(model) {
    const all = alarms(model);
    const fresh = all.filter(alarm => !this.#told.has(alarm.key));
    if (fresh.length > 0) {
      fresh.forEach(alarm => this.#told.add(alarm.key));
      byId("alarm-text").textContent = fresh.map(alarm => alarm.title).join(". "); // read aloud, once
    }
    const shown = all.filter(alarm => !this.#dismissed.has(alarm.key));
    patch(byId("alarms"), shown.map(alarm => h("article", {key: alarm.key, class: "alarm-card"},
      h("header", {}, h("h2", {}, alarm.title),
        h("button", {type: "button", "aria-label": `Dismiss: ${alarm.title}`, onclick: () => {
          this.#dismissed.add(alarm.key);
          this.changed();
        }}, "Dismiss")),
      alarm.content(model))));
    byId("alarms").hidden = shown.length === 0;
    return shown.length;
  }
}

function alarms(model) {
  const {deadlocks = [], leaks = []} = model.look.alarms;
  const swallowing = [...model.goroutines.values()].filter(goroutine => goroutine.swallowed);
  return [
    ...deadlocks.map(deadlock => ({
      key: `deadlock ${deadlock.at} ${deadlock.scope}`, title: `Deadlock in scope ${deadlock.scope}`, content: model => aDeadlock(deadlock, model),
    })),
    ...[...Map.groupBy(leaks, leak => `${withoutNumber(leak.name)} ${leak.startedAt}`)].map(([key, alike]) => ({
      key: `leak ${key}`, title: `${things(alike.length, "goroutine waits", "goroutines wait")} for ever: ${withoutNumber(alike[0].name)}`,
      content: model => aLeak(alike, model),
    })),
    ...swallowing.map(goroutine => ({
      key: `swallowed ${goroutine.threadId}`, title: `${goroutine.name} goes on after it was cancelled`,
      content: () => [h("p", {}, goroutine.swallowed), h("p", {}, h("a", {href: toGoroutine(goroutine)}, "Look at it"))],
    })),
  ];
}

function aLeak(alike, model) {
  return [
    h("ul", {}, alike.slice(0, MOST_ALIKE).map(leak => h("li", {},
      model.goroutines.has(leak.threadId) ? h("a", {href: toGoroutine(leak)}, leak.name) : leak.name, " ",
      leak.waitsIn ? h("span", {}, "waits in ", waiting(leak.waitsIn, model), `, for ${duration(leak.waitsIn.since)} when it was found`) : "waits outside of Sluice",
      `; nothing else can reach that. Started at ${place(leak.startedAt)}.`))),
    alike.length > MOST_ALIKE && h("p", {}, `And ${alike.length - MOST_ALIKE} more like these.`),
  ];
}

function aDeadlock(deadlock, model) {
  const {nodes, edges} = ring(deadlock.goroutines, model);
  return [
    h("p", {}, deadlock.message),
    nodes.length <= 2 * MOST_IN_A_RING && drawing(nodes, edges, `Who waits for whom in ${deadlock.scope}`),
    h("details", {}, h("summary", {}, things(deadlock.goroutines.length, "goroutine")),
      h("ul", {class: "stacks"}, deadlock.goroutines.map(goroutine => h("li", {},
        h("strong", {}, goroutine.name), " ", goroutine.waitsIn && waiting(goroutine.waitsIn, model),
        goroutine.startedAt && h("span", {class: "faint"}, `, started at ${place(goroutine.startedAt)}`),
        goroutine.stack?.length > 0 && h("pre", {}, goroutine.stack.join("\n")))))),
  ];
}

/**
 * Who waits for whom. A goroutine waits at a channel, or for the goroutines of a scope; a channel waits for the goroutines that
 * were seen to do the other half: to send to it where one waits to receive.
 */
function ring(goroutines, model) {
  const nodes = new Map();
  const edges = [];
  for (const goroutine of goroutines) {
    nodes.set(goroutine.threadId, {name: goroutine.name.split("/").at(-1), title: goroutine.name, kind: "goroutines"});
  }
  for (const goroutine of goroutines) {
    for (const {operation, site, id} of goroutine.waitsIn?.cases ?? []) {
      if (operation === "send" || operation === "receive") {
        nodes.set(id, {name: site.replace(/^channel /, ""), title: site, kind: "channel"});
        edges.push({from: goroutine.threadId, to: id, words: operation});
        const other = operation === "send" ? "receive" : "send";
        goroutines.filter(each => each !== goroutine && model.usesOf(each.name, id).has(other))
          .forEach(each => edges.push({from: id, to: each.threadId, words: other, guess: true}));
      } else if (operation === "join" || operation === "close") {
        const inside = `${site.replace(/^scope /, "")}/`;
        goroutines.filter(each => each !== goroutine && each.name.startsWith(inside))
          .forEach(each => edges.push({from: goroutine.threadId, to: each.threadId, words: operation}));
      }
    }
  }
  const known = new Map(edges.map(edge => [`${edge.from} ${edge.to}`, edge]));
  return {nodes: inOrder(nodes, [...known.values()]), edges: [...known.values()]};
}

/** Each node after one that waits for it, so that a cycle is drawn as a ring. */
function inOrder(nodes, edges) {
  const order = [];
  const seen = new Set();
  const visit = key => {
    if (nodes.has(key) && !seen.has(key)) {
      seen.add(key);
      order.push([key, nodes.get(key)]);
      edges.filter(edge => edge.from === key).forEach(edge => visit(edge.to));
    }
  };
  [...nodes.keys()].forEach(visit);
  return order;
}

function drawing(nodes, edges, label) {
  const radius = Math.max(90, nodes.length * 24);
  const [halfWidth, halfHeight] = [radius * 1.25 + 74, radius * 0.8 + 22];
  const at = new Map(nodes.map(([key], i) => {
    const angle = 2 * Math.PI * i / nodes.length - Math.PI / 2;
    return [key, {x: radius * 1.25 * Math.cos(angle), y: radius * 0.8 * Math.sin(angle)}];
  }));
  return h("svg", {
    class: "graph ring", viewBox: `${-halfWidth} ${-halfHeight} ${2 * halfWidth} ${2 * halfHeight}`, role: "img", "aria-label": `${label}: ${
      edges.map(edge => `${name(nodes, edge.from)} ${edge.guess ? "needs" : `waits to ${edge.words}, at`} ${name(nodes, edge.to)}`).join("; ")}`,
    style: {width: `${2 * halfWidth}px`},
  },
  edges.map(edge => between(at.get(edge.from), at.get(edge.to), edge)),
  nodes.map(([key, node]) => h("svg", {key, class: `box ${node.kind}`, x: at.get(key).x - 70, y: at.get(key).y - 15, width: 140, height: 30},
    h("title", {}, node.title),
    h("rect", {class: "wall", x: 1, y: 1, width: 138, height: 28, rx: node.kind === "channel" ? 4 : 14}),
    h("text", {class: "title middle", x: 70, y: 19.5}, cut(node.name, 17)))));
}

const name = (nodes, key) => nodes.find(([each]) => each === key)[1].name;

/** An arrow from the border of one box to that of another. */
function between(a, b, edge) {
  const border = (from, to) => {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const part = Math.min(70 / Math.abs(dx || 1e-9), 16 / Math.abs(dy || 1e-9), 1);
    return {x: from.x + part * dx, y: from.y + part * dy};
  };
  const [from, to] = [border(a, b), border(b, a)];
  return h("g", {key: `${edge.from} ${edge.to}`, class: edge.guess ? "arrow guess" : "arrow waiting"},
    h("path", {class: "edge", "marker-end": "url(#tip)", d: `M${from.x},${from.y} L${to.x},${to.y}`}),
    h("text", {class: "small middle", x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - 4}, edge.guess ? `would ${edge.words}` : edge.words));
}
