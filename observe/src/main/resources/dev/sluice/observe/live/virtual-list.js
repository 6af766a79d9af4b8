// A list of any length of which only the rows in sight are elements. Its rows come from the program, page by page.

import {h, patch} from "./dom.js";
import {things} from "./format.js";

const ROW = 44; // pixels, as in parts.css
const SPARE = 5; // rows above and below what is in sight
const PAGE = 200; // rows that the program gives at once
const STALE = 2_000; // milliseconds after which a page is asked for again

export class VirtualList {
  #pages = new Map(); // by their first row: {rows, at}
  #total = 0;
  #asked = new Set();
  #problem = "";

  /** @param url the address of the goroutines, to which the first row's number is added; @param row describes one */
  constructor(url, row) {
    this.url = url;
    this.row = row;
  }

  /** Describes the list. It is to be rendered with each look, and asks again for what is in sight. */
  render() {
    return h("div", {key: this.url, class: "virtual", own: element => this.#fill(element)});
  }

  #fill(element) {
    if (element !== this.element) {
      this.element = element;
      patch(element,
        h("p", {class: "virtual-total faint"}),
        h("div", {class: "virtual-scroll", tabindex: 0, role: "group", "aria-label": "Goroutines", onscroll: () => this.#show()},
          h("ul", {own: list => this.list = list})));
      [this.heading, this.scroll] = element.children;
    }
    this.#show();
  }

  #show() {
    const first = Math.max(0, Math.floor(this.scroll.scrollTop / ROW) - SPARE);
    const last = Math.min(this.#total, first + Math.ceil(this.scroll.clientHeight / ROW) + 2 * SPARE);
    for (let page = first - first % PAGE; page === 0 || page < last; page += PAGE) {
      this.#ask(page);
    }
    const rows = [];
    for (let i = first; i < last; i++) {
      const goroutine = this.#pages.get(i - i % PAGE)?.rows[i % PAGE];
      rows.push(h("li", {key: i, "aria-setsize": this.#total, "aria-posinset": i + 1, style: {top: `${i * ROW}px`}},
        goroutine ? this.row(goroutine) : h("span", {class: "faint"}, "…")));
    }
    this.list.style.height = `${this.#total * ROW}px`;
    patch(this.list, rows);
    const text = this.#problem || (this.#pages.size === 0 ? "Asking the program …" : things(this.#total, "goroutine"));
    patch(this.heading, text);
  }

  async #ask(from) {
    const known = this.#pages.get(from);
    if (this.#asked.has(from) || known && Date.now() - known.at < STALE) {
      return;
    }
    this.#asked.add(from);
    try {
      const answer = await fetch(`${this.url}&from=${from}`);
      if (!answer.ok) {
        throw new Error((await answer.text()).trim());
      }
      const {total, goroutines} = await answer.json();
      this.#total = total;
      this.#pages.set(from, {rows: goroutines, at: Date.now()});
      this.#problem = "";
    } catch (problem) {
      this.#pages.set(from, {rows: known?.rows ?? [], at: Date.now()});
      this.#problem = `Not known now: ${problem.message}`;
    } finally {
      this.#asked.delete(from);
    }
    this.#show();
  }
}
