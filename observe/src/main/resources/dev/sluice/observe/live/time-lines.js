// Time lines of the last minutes, drawn by uPlot.

import uPlot from "./uplot/uPlot.esm.js";
import {h, patch} from "./dom.js";
import {bytes, count, percent, rate} from "./format.js";

const LONGEST = 300; // seconds
const HEIGHT = 130;
const COLOURS = 6; // --line-1 … in base.css
const WHOLE_STEPS = Array.from({length: 9}, (_, i) => [1, 2, 5].map(each => each * 10 ** i)).flat();

const charts = new Map(); // those that are shown, by key

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  charts.forEach(chart => chart.plot?.destroy());
  charts.forEach(chart => chart.plot = undefined);
});

/** Describes the time lines of the program. */
export function timeLines(model, history) {
  const {processors} = model.frame.program;
  const stages = pipeline => pipeline.stages.map(stage => ({
    label: stage.name, values: history.rates(`stage/${stage.key}/${stage.inputs.length === 0 ? "out" : "in"}`),
  }));
  return [
    timeLine("Goroutines", history, count, [
      {label: "all", values: history.values("goroutines")}, {label: "waiting", values: history.values("waiting")},
    ]),
    model.cpu !== undefined && timeLine("Processors", history, percent, [
      {label: `of ${processors}`, values: history.rates("cpu").map(each => each === null ? null : Math.min(1, each / processors))},
    ]),
    model.frame.program.heapUsed !== undefined && timeLine("Heap", history, bytes, [{label: "used", values: history.values("heapUsed")}]),
    model.pipelines.filter(pipeline => !pipeline.endedAt).slice(0, 3)
      .map(pipeline => timeLine(`Items of ${pipeline.name}`, history, rate, stages(pipeline), `items ${pipeline.run}`)),
  ];
}

/** Describes one chart of one or more lines, with what they are now as its caption. */
export function timeLine(title, history, format, lines, key = title) {
  return h("figure", {key: `time line ${key}`, class: "time-line", own: element => draw(element, title, history, format, lines)});
}

function draw(figure, title, history, format, lines) {
  let chart = charts.get(figure);
  if (chart === undefined) {
    chart = {canvas: document.createElement("div"), caption: document.createElement("figcaption")};
    chart.canvas.setAttribute("aria-hidden", "true");
    figure.append(chart.caption, chart.canvas);
    charts.set(figure, chart);
  }
  const drawn = lines.slice(0, COLOURS);
  Object.assign(chart, {title, format, lines: drawn, clocks: history.clocks});
  const width = figure.clientWidth;
  if (chart.plot === undefined || chart.plot.series.length !== drawn.length + 1) {
    chart.plot?.destroy();
    chart.plot = new uPlot(options(chart, width), [[], ...drawn.map(() => [])], chart.canvas);
  } else if (chart.plot.width !== width) {
    chart.plot.setSize({width, height: HEIGHT});
  }
  chart.plot.setData([history.clocks, ...drawn.map(line => line.values)]);
  caption(chart);
  charts.forEach((other, element) => element.isConnected || element === figure || drop(other, element));
}

function drop(chart, element) {
  chart.plot?.destroy();
  charts.delete(element);
}

/** What the lines are now, or under the pointer. */
function caption(chart) {
  const at = chart.plot.cursor.idx ?? chart.clocks.length - 1;
  const ago = chart.clocks.at(-1) - chart.clocks[at];
  patch(chart.caption, h("strong", {}, chart.title), chart.lines.map((line, i) => h("span", {key: i},
    h("i", {class: `dot line-${i + 1}`, "aria-hidden": "true"}), `${line.label} `,
    h("b", {}, line.values[at] === null || line.values[at] === undefined ? "–" : chart.format(line.values[at])))),
  ago > 0 && h("span", {class: "faint"}, `${Math.round(ago)} s ago`));
}

function options(chart, width) {
  const axis = {stroke: resolve("--faint"), grid: {stroke: resolve("--line"), width: 1}, ticks: {show: false}, font: "11px system-ui, sans-serif"};
  return {
    width,
    height: HEIGHT,
    legend: {show: false},
    cursor: {y: false, drag: {x: false, y: false}},
    scales: {
      x: {time: false, range: (_, least, last) => [last - Math.min(LONGEST, Math.max(60, last - least)), last]},
      y: {range: (_, least, most) => [0, most > 0 ? most * 1.1 : 1]},
    },
    axes: [
      {...axis, size: 22, splits: (_, __, least, most) => marks(most - least).map(ago => most - ago),
        values: (plot, splits) => splits.map(at => ago(plot.scales.x.max - at))},
      {...axis, size: 62, ...chart.format === count && {incrs: WHOLE_STEPS}, values: (_, splits) => splits.map(each => chart.format(each))},
    ],
    series: [{}, ...chart.lines.map((_, i) => ({stroke: resolve(`--line-${i + 1}`), width: 1.5, points: {show: false}}))],
    hooks: {setCursor: [() => chart.plot && caption(chart)]},
  };
}

/** Marks of the time axis, in seconds before its end. */
function marks(length) {
  const step = length > 120 ? 60 : length > 60 ? 30 : 15;
  return Array.from({length: Math.floor(length / step) + 1}, (_, i) => i * step);
}

const ago = seconds => seconds < 1 ? "now" : seconds % 60 === 0 ? `−${seconds / 60} min` : `−${Math.round(seconds)} s`;

/** A colour of the style sheet as a canvas understands it: light-dark() is settled by an element that has it. */
function resolve(name) {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
