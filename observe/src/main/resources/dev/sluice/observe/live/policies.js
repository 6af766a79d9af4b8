// Breakers, limiters, semaphores, pools and topics: how much room each has left.

import {level} from "./channels.js";
import {h} from "./dom.js";
import {count, duration, percent, rate, things} from "./format.js";
import {link} from "./selection.js";

/** Returns the groups of policies that there are, as cards. */
export function policies(model) {
  const all = model.look.policies;
  return [
    card("Circuit breakers", all.breakers, breaker),
    card("Rate limiters", all.rateLimiters, rateLimiter),
    card("Semaphores", all.semaphores, semaphore),
    card("Worker pools", all.pools, pool => workerPool(pool, model)),
    card("Topics", model.topics, topic => aTopic(topic, model)),
  ];
}

/** Whether a policy is found by a text: the kinds of them by name. */
export function foundPolicies(model, matches) {
  const kinds = {breakers: "breaker", rateLimiters: "rate limiter", semaphores: "semaphore", pools: "pool", topics: "topic"};
  return Object.entries(kinds).flatMap(([kind, word]) => (model.look.policies[kind] ?? [])
    .filter(policy => matches(policy.name ?? policy.id)).map(policy => ({...policy, word})));
}

function card(title, policiesOfKind, item) {
  return policiesOfKind?.length > 0 && h("section", {key: title, class: "card", "aria-label": title},
    h("h3", {}, title),
    h("ul", {class: "policies"}, policiesOfKind.map(policy => h("li", {key: policy.id, id: `policy ${policy.id}`, tabindex: -1}, item(policy)))));
}

const title = (policy, ...rest) => h("div", {class: "policy-title"}, h("strong", {}, policy.name ?? policy.id), rest);

const facts = (...texts) => h("div", {class: "faint"}, texts.filter(Boolean).join(" · "));

function breaker(policy) {
  const failing = policy.calls > 0 ? policy.failed / policy.calls : 0;
  const state = policy.state.toLowerCase().replace("_", " ");
  return [
    title(policy, h("span", {class: policy.state.endsWith("OPEN") && policy.state !== "HALF_OPEN" ? "chip alarm" : policy.state === "HALF_OPEN" ? "chip warn" : "chip good"}, state)),
    gauge(failing, {mark: policy.failureRate, full: failing >= policy.failureRate && policy.calls > 0}),
    facts(`${count(policy.failed)} of ${things(policy.calls, "call")} failed (${percent(failing)}), opens at ${percent(policy.failureRate)}`,
      policy.slow > 0 && `${count(policy.slow)} slow`,
      policy.remaining !== undefined && `tries again in ${duration(policy.remaining)}`),
  ];
}

function rateLimiter(policy) {
  const pace = `${rate(policy.perSecond)}, bursts of ${count(policy.burst)}`;
  if (policy.available === undefined) {
    return [title(policy), gauge(policy.keys / policy.maxKeys, {}),
      facts(`each key ${pace}`, `${things(policy.keys, "key")} of at most ${count(policy.maxKeys)}`)];
  }
  return [title(policy), gauge(policy.available / policy.burst, {full: policy.available < 1}),
    facts(pace, `${count(Math.max(0, Math.floor(policy.available)))} permits free`)];
}

function semaphore(policy) {
  return [title(policy), gauge(policy.held / policy.limit, {full: policy.held >= policy.limit}),
    facts(`${count(policy.held)} of ${count(policy.limit)} held`, policy.waiting > 0 && things(policy.waiting, "waits", "wait"))];
}

function workerPool(policy, model) {
  const channels = [["jobs", policy.jobs], ["results", policy.results]].filter(([, id]) => model.channels.has(id));
  return [
    title(policy, channels.map(([name, id]) => h("a", {href: link("channel", id)}, name))),
    gauge(policy.running / policy.workers, {full: policy.running >= policy.workers}),
    facts(`${count(policy.running)} of ${things(policy.workers, "worker")} busy`, `${count(policy.queued)} of ${count(policy.queueCapacity)} queued`),
  ];
}

function aTopic(topic, model) {
  const subscription = each => h("li", {key: each.id},
    h("span", {}, model.channels.has(each.id) ? h("a", {href: link("channel", each.id)}, each.pattern) : each.pattern),
    level({length: each.lag, capacity: each.capacity}),
    h("span", {class: each.dropped > 0 ? "failed" : "faint"}, each.dropped > 0 ? `${count(each.dropped)} dropped` : each.policy.toLowerCase().replace("_", " ")));
  return [
    title(topic, h("span", {class: "at-end"}, rate(topic.rate))),
    facts(`${count(topic.published)} published`, things(topic.subscribers, "subscriber"),
      topic.subscriptions.length < topic.subscribers && "those with the greatest lag:"),
    h("ul", {class: "subscriptions"}, topic.subscriptions.map(subscription)),
  ];
}

/** A bar from 0 to 1, with a mark on it if there is one. */
function gauge(part, {mark, full}) {
  return h("div", {class: "gauge", "aria-hidden": "true"},
    h("div", {class: full ? "level-fill full" : "level-fill", style: {width: `${100 * Math.min(1, Math.max(0, part || 0))}%`}}),
    mark !== undefined && h("div", {class: "mark", style: {left: `${100 * mark}%`}}));
}
