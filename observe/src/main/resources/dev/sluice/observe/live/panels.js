// What the program itself has to show: tables, and pictures with captions.

import {h} from "./dom.js";
import {count} from "./format.js";

export function panels(model) {
  return model.frame.panels.map((panel, i) => h("section", {key: `${i} ${panel.name}`, class: "card panel", "aria-label": panel.name},
    h("h3", {}, panel.name),
    panel.kind === "pictures" ? pictures(panel) : table(panel)));
}

function table({name, columns, rows}) {
  const number = i => rows.length > 0 && rows.every(row => typeof row[i] === "number") && "number";
  const text = cell => typeof cell === "number" && Number.isInteger(cell) ? count(cell) : String(cell);
  return h("div", {class: "scroll-across tall", tabindex: 0, role: "group", "aria-label": `Table ${name}`},
    h("table", {},
      h("thead", {}, h("tr", {}, columns.map((column, i) => h("th", {scope: "col", class: number(i)}, column)))),
      h("tbody", {}, rows.map(row => h("tr", {}, row.map((cell, i) => h("td", {class: number(i)}, text(cell))))))));
}

function pictures({name, pictures}) {
  return pictures.length === 0 ? h("p", {class: "faint"}, "Nothing yet.")
    : h("ul", {class: "pictures scroll-across tall", tabindex: 0, "aria-label": name}, pictures.map(({src, caption}) => h("li", {key: src},
      h("img", {src, alt: caption, loading: "lazy", decoding: "async"}),
      h("span", {title: caption}, caption))));
}
