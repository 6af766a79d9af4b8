// Joins the stream of looks to the page: each look becomes a model, and the views show it.

import {Alarms} from "./alarms.js";
import {channels} from "./channels.js";
import {Details} from "./details.js";
import {byId, h, patch} from "./dom.js";
import {bytes, count, duration, percent} from "./format.js";
import {History} from "./history.js";
import {Model} from "./model.js";
import {network} from "./network.js";
import {panels} from "./panels.js";
import {pipelines} from "./pipelines.js";
import {policies} from "./policies.js";
import {Scopes} from "./scopes.js";
import {Search} from "./search.js";
import {selected} from "./selection.js";
import {Stream} from "./stream.js";
import {timeLines} from "./time-lines.js";

const NARROW = 700; // pixels, below which a pipeline goes down instead of across

const numbers = new History(); // of the last minutes
const scopes = new Scopes(show);
const alarms = new Alarms(show);
const details = new Details(numbers, show);
const search = new Search(reveal);
const stream = new Stream({look: received, changed: showConnection});

let latest; // the model of the last look
let shown; // the one on the page, which is an earlier one while the page is paused
let paused = false;
let allChannels = false;
let scheduled = false;
let opener; // what had the focus when the details were opened

function received(frame) {
  const same = latest?.frame.program.pid === frame.program.pid && latest.frame.program.startedAt === frame.program.startedAt;
  if (!same) {
    numbers.clear(); // it is another program than the one that was lost
  }
  latest = new Model(frame, numbers, same ? latest : undefined);
  if (!paused || !same) {
    shown = latest;
    show();
  }
}

/** Shows the model before the browser paints next; not at all while the page is hidden. */
function show() {
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      if (shown) {
        render(shown);
      }
    });
  }
}

function render(model) {
  const text = byId("search").value.trim();
  renderProgram(model);
  const alarming = alarms.render(model);
  document.title = `${alarming > 0 ? `(${alarming}!) ` : ""}${model.frame.program.name} · Sluice`;
  byId("found").hidden = text === "";
  byId("everything").hidden = text !== "";
  if (text === "") {
    renderEverything(model);
  } else {
    patch(byId("found-content"), search.render(text, model));
  }
  renderDetails(model);
}

function renderEverything(model) {
  const narrow = byId("everything").clientWidth < NARROW;
  const policyCards = policies(model).filter(Boolean);
  section("pipelines", model.pipelines.length, () => pipelines(model, narrow));
  section("panels", model.frame.panels.length, () => panels(model));
  section("time-lines", true, () => timeLines(model, numbers));
  section("network", model.channels.size, () => network(model));
  section("channels", model.channels.size, () => channels(model, allChannels, () => {
    allChannels = true;
    show();
  }));
  section("goroutines", model.look.counts.goroutines || model.look.owners.length, () => scopes.render(model));
  section("policies", policyCards.length, () => policyCards);
  byId("nothing").hidden = model.look.owners.length > 0 || model.pipelines.length > 0 || model.channels.size > 0;
}

/** Shows a section with its link, or hides both where there is nothing to be seen. */
function section(id, number, content) {
  byId(id).hidden = byId(`to-${id}`).hidden = !number;
  if (number) {
    patch(byId(`${id}-content`), content());
    patch(byId(`to-${id}`), byId(`${id}-title`).textContent, typeof number === "number" && h("b", {}, ` ${count(number)}`));
  }
}

function renderProgram(model) {
  const {program, look} = model.frame;
  const heap = program.heapUsed !== undefined && `${bytes(program.heapUsed)}${program.heapMax ? ` of ${bytes(program.heapMax)}` : ""}`;
  const fact = (name, value) => value && h("div", {key: name}, h("dt", {}, name), h("dd", {}, value));
  byId("program").textContent = program.name;
  byId("program").title = program.name;
  patch(byId("facts"),
    fact("goroutines", count(look.counts.goroutines)),
    fact("waiting", count(look.counts.waiting)),
    fact("scopes", count(look.counts.scopes)),
    fact("processors", `${model.cpu === undefined ? "–" : percent(model.cpu / program.processors)} of ${program.processors}`),
    fact("heap", heap),
    fact("runs", duration((Date.parse(look.at) - Date.parse(program.startedAt)) / 1000)),
    fact("process", String(program.pid)),
    fact("Java", program.java));
}

function renderDetails(model) {
  const selection = selected();
  const open = selection !== undefined;
  if (open) {
    const {title, content} = details.render(selection, model);
    byId("details-title").textContent = title;
    patch(byId("details-content"), h("div", {key: location.hash, class: "details-body"}, content));
  }
  if (byId("details").hidden === open) {
    byId("details").hidden = !open;
    document.body.classList.toggle("with-details", open);
    if (open) {
      byId("details-title").focus({preventScroll: true});
      show(); // the graphs have less room now
    } else {
      patch(byId("details-content"));
      opener?.isConnected && opener.focus({preventScroll: true});
    }
  }
}

function closeDetails() {
  history.pushState(null, "", location.pathname + location.search);
  show();
}

addEventListener("hashchange", () => {
  byId("details-content").scrollTop = 0;
  show();
});
addEventListener("popstate", show);
addEventListener("resize", show);
document.addEventListener("click", event => {
  const to = event.target.closest("a[href^='#/']");
  if (to && !byId("details").contains(to)) {
    opener = to;
  }
});
byId("close-details").addEventListener("click", closeDetails);
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && !byId("details").hidden && event.target !== byId("search")) {
    closeDetails();
  }
});

byId("search").addEventListener("input", show);
byId("search-form").addEventListener("submit", event => event.preventDefault());

/** Shows a policy among the others. */
function reveal(id) {
  byId("search").value = "";
  render(shown);
  byId(`policy ${id}`)?.focus();
}

byId("pause").addEventListener("click", () => {
  paused = !paused;
  byId("pause").setAttribute("aria-pressed", String(paused));
  byId("pause-text").textContent = paused ? "Go on" : "Pause";
  shown = paused ? shown : latest;
  showConnection();
  show();
});

function showConnection() {
  const {state, reason} = stream;
  document.body.dataset.connection = state;
  byId("lost").hidden = state === "open" || state === "connecting" && latest !== undefined;
  byId("lost-text").textContent = state === "ended" ? `The program shows no more: ${reason}. What stands here was the last.`
    : state === "lost" ? `Not connected: ${reason}. ${latest ? "What stands here was the last that came. " : ""}Trying again …` : "Connecting …";
  byId("retry").hidden = state !== "lost";
  byId("state").textContent = paused ? "paused" : {connecting: "connecting", open: "live", lost: "not connected", ended: "ended"}[state];
  byId("state").className = `chip ${paused ? "warn" : {open: "good", ended: "", connecting: ""}[state] ?? "alarm"}`;
}

byId("retry").addEventListener("click", () => stream.retry());
showConnection();
