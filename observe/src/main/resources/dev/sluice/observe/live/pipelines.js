// The pipelines, each as a graph of its stages and of the queues between them.

import {h} from "./dom.js";
import {count, cut, duration, percent, rate, things} from "./format.js";
import {layers} from "./layers.js";
import {isCurrent, link, toStage} from "./selection.js";

const ACROSS = {width: 188, height: 136, gap: 96, spread: 24, tank: {width: 48, height: 22}};
const DOWN = {width: 300, height: 136, gap: 56, spread: 16, tank: {width: 110, height: 12}};
const MOST_DOTS = 8;

/** @param narrow whether the graph goes down instead of across */
export function pipelines(model, narrow) {
  return model.pipelines.map(pipeline => h("article", {
    key: pipeline.run, class: pipeline.endedAt ? "pipeline card ended" : "pipeline card", "aria-label": `Pipeline ${pipeline.name}`,
  }, header(pipeline), h("div", {class: "scroll-across", tabindex: 0, role: "group", "aria-label": `Stages of ${pipeline.name}`},
    graph(pipeline, narrow ? DOWN : ACROSS))));
}

function header(pipeline) {
  const bottleneck = pipeline.stages.find(stage => stage.bottleneck);
  const state = pipeline.endedAt ? "over" : pipeline.draining ? "draining" : bottleneck ? `held up by ${bottleneck.name}` : "";
  return h("header", {},
    h("h3", {}, pipeline.name),
    h("span", {class: "faint"}, `run ${pipeline.run} · ${duration(pipeline.elapsed)}`),
    state && h("span", {class: bottleneck ? "chip warn" : "chip"}, state),
    h("strong", {class: "at-end"}, rate(pipeline.endedAt ? undefined : pipeline.rate)));
}

function graph(pipeline, size) {
  const down = size === DOWN;
  const edges = pipeline.stages.flatMap(stage => stage.inputs.map(input => [input.from, stage.name]));
  const places = layers(pipeline.stages.map(stage => stage.name), edges);
  const depth = 1 + Math.max(...[...places.values()].map(place => place.layer));
  const rows = Math.max(...[...places.values()].map(place => place.rows));
  const [along, beside] = down ? [size.height, size.width] : [size.width, size.height];
  const length = depth * along + (depth - 1) * size.gap;
  const breadth = rows * beside + (rows - 1) * size.spread;
  const corner = name => {
    const {layer, row, rows: here} = places.get(name);
    const a = layer * (along + size.gap);
    const b = (breadth - here * beside - (here - 1) * size.spread) / 2 + row * (beside + size.spread);
    return down ? {x: b, y: a} : {x: a, y: b};
  };
  const [width, height] = down ? [breadth, length] : [length, breadth];
  return h("svg", {
    class: "graph", viewBox: `-2 -2 ${width + 4} ${height + 4}`, role: "group", "aria-label": `Graph of ${pipeline.name}`,
    style: {width: `${width + 4}px`, "min-width": `${Math.round(down ? Math.min(width, 300) : 0.72 * width)}px`},
  },
  pipeline.stages.flatMap(stage => stage.inputs.map((input, i) => queue(stage, input, i, corner, size))),
  pipeline.stages.map(stage => node(stage, corner(stage.name), size)));
}

function queue(stage, input, index, corner, size) {
  const down = size === DOWN;
  const to = corner(stage.name);
  const {tank} = size;
  const slot = (index + 0.5) / stage.inputs.length;
  const at = down
    ? {x: to.x + size.width * slot - tank.width / 2, y: to.y - tank.height - 12}
    : {x: to.x - tank.width - 12, y: to.y + size.height * slot - tank.height / 2};
  const full = input.capacity > 0 && input.length >= input.capacity;
  const part = input.capacity > 0 ? Math.min(1, input.length / input.capacity) : 0;
  const words = input.capacity > 0 ? `${count(input.length)} / ${count(input.capacity)}` : "no queue";
  const href = link("channel", input.id);
  return h("g", {key: `queue ${input.id} ${stage.name}`},
    stage.pipeline.stages.some(each => each.name === input.from)
      && h("path", {class: stage.inRate > 0 ? "edge flowing" : "edge", d: curve(corner(input.from), at, size)}),
    h("path", {class: "edge", d: down
      ? `M${at.x + tank.width / 2},${at.y + tank.height} V${to.y}` : `M${at.x + tank.width},${at.y + tank.height / 2} H${to.x}`}),
    h("a", {href, class: "tank", "aria-current": isCurrent(href), "aria-label": `Queue in front of ${stage.name}: ${words}`},
      h("rect", {class: "tank-wall", x: at.x, y: at.y, width: tank.width, height: tank.height, rx: 4}),
      h("rect", {
        class: full ? "tank-fill full" : "tank-fill", y: at.y + 2, height: tank.height - 4, rx: 2,
        x: at.x + 2 + (1 - part) * (tank.width - 4), width: part * (tank.width - 4),
      }),
      down
        ? h("text", {class: "small", x: at.x + tank.width + 6, y: at.y + tank.height - 2}, words)
        : h("text", {class: "small middle", x: at.x + tank.width / 2, y: at.y + tank.height + 14}, words)));
}

function curve(from, to, size) {
  if (size === DOWN) {
    const [x, y, toX] = [from.x + size.width / 2, from.y + size.height, to.x + size.tank.width / 2];
    return `M${x},${y} C${x},${(y + to.y) / 2} ${toX},${(y + to.y) / 2} ${toX},${to.y}`;
  }
  const [x, y, toY] = [from.x + size.width, from.y + size.height / 2, to.y + size.tank.height / 2];
  return `M${x},${y} C${(x + to.x) / 2},${y} ${(x + to.x) / 2},${toY} ${to.x},${toY}`;
}

function node(stage, at, {width, height}) {
  const href = toStage(stage);
  return h("a", {
    key: `stage ${stage.name}`, href, class: stage.bottleneck ? "stage bottleneck" : "stage",
    "aria-current": isCurrent(href), "aria-label": inWords(stage),
  },
  h("svg", {x: at.x, y: at.y, width, height},
    h("rect", {class: "stage-box", x: 1, y: 1, width: width - 2, height: height - 2, rx: 8}),
    h("text", {class: "title", x: 12, y: 24}, cut(stage.name, Math.floor((width - (stage.bottleneck ? 108 : 24)) / 7.5))),
    stage.bottleneck && h("rect", {class: "badge", x: width - 96, y: 10, width: 86, height: 19, rx: 9.5}),
    stage.bottleneck && h("text", {class: "badge-text middle", x: width - 53, y: 23.5}, "bottleneck"),
    h("text", {class: "big", x: 12, y: 52}, rate(stage.outRate || stage.inputs.length === 0 ? stage.outRate : stage.inRate)),
    h("text", {class: "small end", x: width - 12, y: 52}, count(stage.inputs.length === 0 ? stage.out : stage.in)),
    workers(stage, width),
    bar(stage, width),
    h("text", {class: "small", x: 12, y: 121}, stage.shares ? `busy ${percent(stage.shares.busy)}` : ""),
    stage.failed > 0 && h("text", {class: "small failed end", x: width - 12, y: 121}, `${count(stage.failed)} failed`)));
}

function workers(stage, width) {
  const most = Math.max(stage.maxWorkers, stage.workers);
  const words = stage.minWorkers < stage.maxWorkers
    ? `${stage.workers} of ${stage.minWorkers}–${stage.maxWorkers}` : things(stage.workers, "worker");
  const gauge = most <= MOST_DOTS
    ? Array.from({length: most}, (_, i) => h("circle", {
      key: i, class: i < stage.workers ? "worker on" : "worker", cx: 17 + 11 * i, cy: 72, r: 4,
    }))
    : [h("rect", {key: "all", class: "worker", x: 12, y: 68, width: 80, height: 8, rx: 4}),
      h("rect", {key: "on", class: "worker on", x: 12, y: 68, width: 80 * stage.workers / most, height: 8, rx: 4})];
  return h("g", {key: "workers"}, gauge, h("text", {class: "small end", x: width - 12, y: 76}, words));
}

function bar(stage, width) {
  let x = 12;
  const part = (name, share) => {
    const rect = h("rect", {key: name, class: `share-${name}`, x, y: 90, width: share * (width - 24), height: 12});
    x += share * (width - 24);
    return rect;
  };
  return h("g", {key: "bar"},
    h("rect", {key: "none", class: "share-none", x, y: 90, width: width - 24, height: 12}),
    stage.shares && [part("busy", stage.shares.busy), part("input", stage.shares.input), part("output", stage.shares.output)]);
}

function inWords(stage) {
  const {shares} = stage;
  return [
    `Stage ${stage.name}`, stage.bottleneck && "the bottleneck", things(stage.workers, "worker"), rate(stage.outRate),
    shares && `busy ${percent(shares.busy)}, waiting for input ${percent(shares.input)}, for output ${percent(shares.output)}`,
    stage.failed > 0 && `${count(stage.failed)} failed`,
  ].filter(Boolean).join(", ");
}
