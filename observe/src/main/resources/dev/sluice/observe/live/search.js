// What is found by a text: stages, channels and policies of the look, and goroutines, which the program looks for.

import {goroutineRow} from "./details.js";
import {h} from "./dom.js";
import {count} from "./format.js";
import {foundPolicies} from "./policies.js";
import {toChannel, toScope, toStage} from "./selection.js";
import {VirtualList} from "./virtual-list.js";

const MOST = 50; // of one kind

export class Search {
  /** @param reveal is called with the id of a policy that is to be seen */
  constructor(reveal) {
    this.reveal = reveal;
  }

  render(text, model) {
    this.model = model;
    const wanted = text.toLowerCase();
    const matches = (...names) => names.some(name => name?.toLowerCase().includes(wanted));
    if (this.text !== text) {
      this.text = text;
      this.list = new VirtualList(`goroutines?${new URLSearchParams({q: text})}`, goroutine => goroutineRow(goroutine, this.model));
    }
    return [
      found("Stages", [...model.stages.values()].filter(stage => matches(stage.name, stage.pipeline.name)),
        stage => h("a", {href: toStage(stage)}, `${stage.name} of ${stage.pipeline.name}`)),
      found("Channels", [...model.channels.values()].filter(channel => matches(channel.label, channel.id)),
        channel => h("a", {href: toChannel(channel)}, channel.label)),
      found("Scopes", [...model.scopes.values()].filter(scope => matches(scope.name)),
        scope => h("a", {href: toScope(scope)}, scope.name)),
      found("Policies", foundPolicies(model, matches),
        policy => h("button", {type: "button", class: "as-link", onclick: () => this.reveal(policy.id)}, `${policy.word} ${policy.name ?? policy.id}`)),
      h("section", {key: "goroutines", class: "card", "aria-label": "Goroutines found"}, h("h3", {}, "Goroutines"), this.list.render()),
    ];
  }
}

function found(title, things, item) {
  return things.length > 0 && h("section", {key: title, class: "card", "aria-label": `${title} found`},
    h("h3", {}, `${title} (${count(things.length)})`),
    h("ul", {class: "links"}, things.slice(0, MOST).map(thing => h("li", {}, item(thing)))),
    things.length > MOST && h("p", {class: "faint"}, `and ${count(things.length - MOST)} more`));
}
