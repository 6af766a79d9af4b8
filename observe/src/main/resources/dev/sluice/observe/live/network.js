// Goroutines and channels as a graph: who sends to whom, as far as waits and pipelines have shown it.

import {h} from "./dom.js";
import {count, cut} from "./format.js";
import {layers} from "./layers.js";
import {isCurrent, link, toChannel, toGoroutine, toGroup} from "./selection.js";

const MOST_NODES = 60;
const [WIDTH, HEIGHT, GAP, SPREAD] = [168, 40, 56, 12];

export function network(model) {
  const {nodes, edges, left} = parts(model);
  if (edges.length === 0) {
    return h("p", {class: "faint"}, "No goroutine was seen to wait at a channel yet.");
  }
  const places = layers([...nodes.keys()], edges.map(edge => [edge.from, edge.to]));
  const at = new Map([...places].map(([key, {layer, row}]) => [key, {x: layer * (WIDTH + GAP), y: row * (HEIGHT + SPREAD)}]));
  const width = Math.max(...[...at.values()].map(({x}) => x)) + WIDTH;
  const height = Math.max(...[...at.values()].map(({y}) => y)) + HEIGHT;
  return [
    h("div", {key: "graph", class: "scroll-across", tabindex: 0, role: "group", "aria-label": "Graph of goroutines and channels"},
      h("svg", {
        class: "graph", viewBox: `-2 -2 ${width + 4} ${height + 4}`, role: "group", "aria-label": "Goroutines and channels",
        style: {width: `${width + 4}px`, "min-width": `${Math.round(0.72 * width)}px`},
      }, edges.map(edge => arrow(edge, at)), [...nodes].map(([key, node]) => box(key, node, at.get(key))))),
    left > 0 && h("p", {key: "left", class: "faint"}, `${count(left)} are left out: those at which the fewest wait.`),
  ];
}

/** The nodes by key and the edges between them: those of channels at which the most goroutines are. */
function parts(model) {
  const groups = byName(model);
  const uses = [...model.uses.values()].filter(use => model.channels.has(use.id) && groups.has(use.name));
  const crowd = Map.groupBy(uses, use => use.id);
  const weight = id => model.channels.get(id).waiters.reduce((sum, waiter) => sum + waiter.count, 0);
  const byCrowd = [...crowd].sort(([a], [b]) => weight(b) - weight(a));
  const chosen = new Map();
  let left = 0;
  for (const [id, theirs] of byCrowd) {
    if (chosen.size + 1 + theirs.length > MOST_NODES) {
      left++;
      continue;
    }
    chosen.set(`channel ${id}`, channelNode(model.channels.get(id)));
    theirs.forEach(use => chosen.set(`group ${use.name}`, groups.get(use.name)));
  }
  const nodes = new Map([...chosen].sort(([a], [b]) => a < b ? -1 : 1)); // the same order in each look, so that nothing jumps
  const edges = uses.filter(use => nodes.has(`channel ${use.id}`)).map(use => {
    const [group, channel] = [`group ${use.name}`, `channel ${use.id}`];
    const waiters = model.channels.get(use.id).waiters.filter(waiter => waiter.operation === use.operation
      && (waiter.group?.name ?? waiter.goroutine.name) === use.name);
    const waiting = waiters.reduce((sum, waiter) => sum + waiter.count, 0);
    return use.operation === "send" ? {from: group, to: channel, waiting} : {from: channel, to: group, waiting};
  });
  return {nodes, edges, left};
}

function channelNode(channel) {
  const words = channel.capacity > 0 ? `${count(channel.length)} / ${count(channel.capacity)}` : "no buffer";
  return {
    href: toChannel(channel), name: channel.label, words, kind: "channel",
    part: channel.capacity > 0 ? Math.min(1, channel.length / channel.capacity) : 0,
  };
}

/** Groups of goroutines by name, and single threads that wait by themselves. */
function byName(model) {
  const named = new Map();
  for (const group of model.groups.values()) {
    const before = named.get(group.name);
    named.set(group.name, {
      href: toGroup(group), name: group.name, kind: "goroutines", number: group.count + (before?.number ?? 0),
    });
  }
  for (const owner of model.look.owners) {
    named.set(owner.name, {href: toGoroutine(owner), name: owner.name, kind: "goroutines", number: 1});
  }
  named.forEach(node => node.words = node.number === 1 ? "1 goroutine" : `${count(node.number)} goroutines`);
  return named;
}

function box(key, node, {x, y}) {
  const end = node.name.split("/").at(-1); // the path in front of it is long, and stands in the title
  return h("a", {
    key, href: node.href, class: `box ${node.kind}`, "aria-current": isCurrent(node.href),
    "aria-label": `${node.kind === "channel" ? "Channel" : "Goroutines"} ${node.name}, ${node.words}`,
  }, h("svg", {x, y, width: WIDTH, height: HEIGHT},
    h("title", {}, node.name),
    h("rect", {key: "wall", class: "wall", x: 1, y: 1, width: WIDTH - 2, height: HEIGHT - 2, rx: node.kind === "channel" ? 4 : 19}),
    node.part > 0 && h("rect", {
      key: "fill", class: node.part === 1 ? "fill full" : "fill", x: 3, y: HEIGHT - 7, width: (WIDTH - 6) * node.part, height: 4, rx: 2,
    }),
    h("text", {key: "name", class: "title middle", x: WIDTH / 2, y: 17}, cut(node.kind === "channel" ? node.name : end, 18)),
    h("text", {key: "words", class: "small middle", x: WIDTH / 2, y: 31}, node.words)));
}

function arrow({from, to, waiting}, at) {
  const [a, b] = [at.get(from), at.get(to)];
  const back = b.x <= a.x;
  const [x1, y1, x2, y2] = [a.x + WIDTH, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2];
  const bend = back ? WIDTH / 2 : (x2 - x1) / 2;
  const name = from.startsWith("channel ") ? "to receive" : "to send";
  return h("g", {key: `${from} → ${to}`, class: waiting > 0 ? "arrow waiting" : "arrow"},
    h("path", {class: "edge", "marker-end": "url(#tip)", d: `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2 - 2},${y2}`}),
    waiting > 0 && h("text", {class: "small middle", x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 4},
      h("title", {}, `${count(waiting)} wait ${name}`), count(waiting)));
}
