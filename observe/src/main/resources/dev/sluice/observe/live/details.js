// One thing looked at closely: a goroutine, a group of them, a scope, a channel or a stage, with links to those around it.

import {level} from "./channels.js";
import {h} from "./dom.js";
import {count, duration, percent, rate, things} from "./format.js";
import {groupKey, stageKey, withoutNumber} from "./model.js";
import {link, toGoroutine, toGroup, toScope, toStage} from "./selection.js";
import {timeLine} from "./time-lines.js";
import {VirtualList} from "./virtual-list.js";
import {doing, doings} from "./waits.js";

const FRESH = 1_000; // milliseconds for which an answer about a goroutine is shown before it is asked for again

export class Details {
  /** @param history the numbers of the last minutes; @param changed is called when an answer has come */
  constructor(history, changed) {
    this.history = history;
    this.changed = changed;
  }

  /** Describes what is selected as {title, content}. */
  render({kind, parts}, model) {
    this.model = model;
    switch (kind) {
      case "channel":
        return this.#found("Channel", parts[0], model.channels.get(parts[0]), channel => this.#channel(channel));
      case "stage":
        return this.#found("Stage", parts[1], model.stages.get(stageKey(...parts)), stage => this.#stage(stage));
      case "scope":
        return this.#found("Scope", parts[0], model.scopes.get(parts[0]), scope => this.#scope(scope));
      case "group":
        return this.#found("Goroutines", parts[1], model.groups.get(groupKey(...parts)), group => this.#group(group));
      case "goroutine":
        return this.#goroutine(Number(parts[0]));
      default:
        return {title: "Nothing is there", content: []};
    }
  }

  #found(kind, name, thing, content) {
    return {title: `${kind} ${thing?.label ?? thing?.name ?? name}`, content: thing === undefined ? gone() : content(thing)};
  }

  #channel(channel) {
    const {history} = this;
    const values = name => history.values(`channel/${channel.id}/${name}`);
    const rates = name => history.rates(`channel/${channel.id}/${name}`);
    const side = (operation, title) => {
      const waiters = channel.waiters.filter(waiter => waiter.operation === operation);
      return [h("h3", {}, title), waiters.length === 0 ? h("p", {class: "faint"}, "None.") : h("ul", {class: "links"}, waiters.map(waiter => h("li", {},
        this.#waiter(waiter), h("span", {class: "faint"}, ` for ${waiter.count > 1 ? "up to " : ""}${duration(waiter.longest)}`))))];
    };
    return [
      facts({
        "Id": channel.id,
        "Status": channel.status.toLowerCase(),
        "In the buffer": level(channel),
        "Most so far": count(channel.highWater),
        "Sent": `${count(channel.sent)} · ${rate(channel.sentRate)}`,
        "Received": `${count(channel.received)} · ${rate(channel.receivedRate)}`,
        "Dropped": channel.dropped > 0 && `${count(channel.dropped)} · ${rate(channel.droppedRate)}`,
        "In front of": channel.stage && this.#stageLink(channel.stage),
        "Filled by": channel.stage && this.#filler(channel),
      }),
      channel.capacity > 0 && timeLine("In the buffer", history, count, [{label: "values", values: values("length")}], `length ${channel.id}`),
      timeLine("Flow", history, rate, [{label: "sent", values: rates("sent")}, {label: "received", values: rates("received")}], `flow ${channel.id}`),
      side("send", "Wait to send"), side("receive", "Wait to receive"),
      this.#seen(channel),
    ];
  }

  /** Groups that were seen at a channel earlier and don't wait now. */
  #seen(channel) {
    const waiting = new Set(channel.waiters.map(waiter => waiter.group?.name ?? waiter.goroutine.name));
    const uses = [...this.model.uses.values()].filter(use => use.id === channel.id && !waiting.has(use.name));
    return uses.length > 0 && [h("h3", {}, "Seen here earlier"), h("ul", {class: "links"},
      uses.map(use => h("li", {}, `${use.operation === "send" ? "sends" : "receives"}: `, this.#named(use.name))))];
  }

  #filler(channel) {
    const input = channel.stage.inputs.find(each => each.id === channel.id);
    const from = this.model.stages.get(stageKey(channel.stage.pipeline.run, input.from));
    return from ? this.#stageLink(from) : input.from;
  }

  #named(name) {
    const group = [...this.model.groups.values()].find(each => each.name === name);
    const owner = this.model.look.owners.find(each => each.name === name);
    return group ? h("a", {href: toGroup(group)}, name) : owner ? h("a", {href: toGoroutine(owner)}, name) : name;
  }

  #waiter({group, goroutine, count: number}) {
    return goroutine ? h("a", {href: toGoroutine(goroutine)}, goroutine.name)
      : group.count === 1 && group.goroutines.length === 1 ? h("a", {href: toGoroutine(group.goroutines[0])}, group.goroutines[0].name)
        : [`${count(number)} × `, h("a", {href: toGroup(group)}, group.name)];
  }

  #stageLink(stage) {
    return h("a", {href: toStage(stage)}, `${stage.name} of ${stage.pipeline.name}`);
  }

  #stage(stage) {
    const {history, model} = this;
    const series = name => `stage/${stage.key}/${name}`;
    const share = shares => Object.entries({busy: "busy", input: "waiting for input", output: "waiting for output"})
      .map(([key, words]) => h("li", {}, h("i", {class: `dot share-${key}`, "aria-hidden": "true"}), `${percent(shares[key])} ${words}`));
    const behind = stage.pipeline.stages.filter(each => each.inputs.some(input => input.from === stage.name));
    const groups = [...model.groups.values()].filter(group => group.name === stage.goroutines);
    return [
      stage.bottleneck && h("p", {class: "chip warn"}, "The bottleneck: the stages before it wait to pass on, those behind it for items."),
      facts({
        "Pipeline": `${stage.pipeline.name}, run ${stage.pipeline.run}`,
        "Workers": `${stage.workers} now, ${stage.mostWorkers} at most so far`,
        "Elastic": stage.minWorkers < stage.maxWorkers && `from ${stage.minWorkers} to ${stage.maxWorkers}`,
        "Taken in": `${count(stage.in)} · ${rate(stage.inRate)}`,
        "Passed on": `${count(stage.out)} · ${rate(stage.outRate)}`,
        "Failed": stage.failed > 0 && h("span", {class: "failed"}, count(stage.failed)),
        "Time": stage.shares && h("ul", {class: "plain"}, share(stage.shares)),
        "Queue": stage.inputs.length > 0 && h("ul", {class: "plain"}, stage.inputs.map(input => h("li", {},
          h("a", {href: link("channel", input.id)}, `from ${input.from}`), " ", level(input)))),
        "Most queued": stage.inputs.length > 0 && count(stage.queueHighWater),
        "Passes on to": behind.length > 0 && behind.map((each, i) => [i > 0 && ", ", h("a", {href: link("stage", stage.pipeline.run, each.name)}, each.name)]),
        "Goroutines": groups.length > 0 && groups.map(group => [h("a", {href: toGroup(group)}, things(group.count, "worker")), " "]),
      }),
      timeLine("Items", history, rate, [
        {label: "in", values: history.rates(series("in"))}, {label: "out", values: history.rates(series("out"))},
      ], `items ${stage.key}`),
      stage.minWorkers < stage.maxWorkers
        && timeLine("Workers", history, count, [{label: "now", values: history.values(series("workers"))}], `workers ${stage.key}`),
      stage.inputs.length > 0
        && timeLine("Queue", history, count, [{label: "items", values: history.values(series("queued"))}], `queue ${stage.key}`),
    ];
  }

  #scope(scope) {
    return [
      facts({
        "Id": scope.id,
        "Opened by": h("a", {href: toGoroutine(scope.owner)}, scope.owner.name),
        "Running": count(scope.running),
        "Started": count(scope.started),
        "At once": scope.limit > 0 && `at most ${count(scope.limit)}`,
        "Cancelled": scope.cancelled && h("span", {class: "failed"}, scope.cancelled),
      }),
      h("h3", {}, "Goroutines"),
      h("ul", {class: "links"}, scope.groups.map(group => h("li", {},
        h("a", {href: toGroup({...group, scope})}, group.name), ` × ${count(group.count)}`))),
    ];
  }

  #group(group) {
    const stage = this.#stageOf(group.name);
    return [
      facts({
        "Started at": group.startedAt,
        "Scope": h("a", {href: toScope(group.scope)}, group.scope.name),
        "Work for": stage && this.#stageLink(stage),
        "Now": h("ul", {class: "plain"}, doings(group, this.model).map(kind => h("li", {}, kind))),
      }),
      this.#members(group),
    ];
  }

  #members(group) {
    const query = new URLSearchParams({scope: group.scope.id, group: group.name, startedAt: group.startedAt});
    return this.#list(`goroutines?${query}`);
  }

  /** Describes a list of goroutines, which stays the same one from look to look. */
  #list(url) {
    if (this.list?.url !== url) {
      this.list = new VirtualList(url, goroutine => goroutineRow(goroutine, this.model));
    }
    return this.list.render();
  }

  #stageOf(groupName) {
    return [...this.model.stages.values()].find(stage => stage.goroutines === groupName);
  }

  #goroutine(threadId) {
    this.#ask(threadId);
    const inLook = this.model.goroutines.get(threadId);
    const goroutine = this.asked.answer ?? inLook;
    if (goroutine === undefined) {
      return {title: `Goroutine #${threadId}`, content: this.asked.gone ? gone() : h("p", {class: "faint"}, "Asking the program …")};
    }
    const group = inLook?.group ?? [...this.model.groups.values()].find(each => each.name === withoutNumber(goroutine.name));
    const stage = this.#stageOf(withoutNumber(goroutine.name));
    return {title: `${goroutine.startedAt ? "Goroutine" : "Thread"} ${goroutine.name}`, content: [
      this.asked.gone && gone(),
      goroutine.swallowed && h("p", {class: "failed"}, goroutine.swallowed),
      facts({
        "Thread": `#${goroutine.threadId}, ${goroutine.threadState.toLowerCase().replace("_", " ")}`,
        "Does": doing(goroutine, this.model),
        "Started at": goroutine.startedAt,
        "Group": group && h("a", {href: toGroup(group)}, `${group.name} × ${count(group.count)}`),
        "Works for": stage && this.#stageLink(stage),
        "Scopes": goroutine.scopes.length > 0 && h("ul", {class: "plain"}, goroutine.scopes.map(scope => h("li", {}, h("a", {href: toScope(scope)}, scope.name)))),
      }),
      h("h3", {}, "Stack"),
      h("pre", {tabindex: 0}, goroutine.stack?.length > 0 ? goroutine.stack.map(frame => `at ${frame}`).join("\n") : "not known"),
    ]};
  }

  /** Asks for a goroutine with its stack, which the stream doesn't have. */
  async #ask(threadId) {
    if (this.asked?.threadId !== threadId) {
      this.asked = {threadId, at: 0};
    }
    const {asked} = this;
    if (asked.gone || Date.now() - asked.at < FRESH) {
      return;
    }
    asked.at = Date.now();
    try {
      const answer = await fetch(`goroutine/${threadId}`);
      asked.gone = answer.status === 404;
      asked.answer = answer.ok ? await answer.json() : asked.answer;
      this.changed();
    } catch {
      // there is no connection, which the page says already
    }
  }
}

/** A goroutine in a list of them. */
export function goroutineRow(goroutine, model) {
  return [h("a", {href: toGoroutine(goroutine)}, goroutine.name), h("span", {class: "what"}, doing(goroutine, model))];
}

function facts(named) {
  return h("dl", {}, Object.entries(named).filter(([, value]) => value)
    .map(([name, value]) => h("div", {key: name}, h("dt", {}, name), h("dd", {}, value))));
}

const gone = () => h("p", {class: "chip warn"}, "It isn't there any more.");
