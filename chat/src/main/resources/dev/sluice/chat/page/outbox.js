// What was said here and isn't acknowledged: kept until it is, over lost connections and reloads of the page. One at a
// time is on its way, so that all arrives in the order in which it was said.

import {memory} from "./memory.js";

const RETRY = 5_000;

export class Outbox {
  constructor(send, changed) {
    this.send = send; // returns false if there is no connection
    this.changed = changed;
    this.sayings = memory.get("outbox", []);
    this.prefix = crypto.getRandomValues(new Uint32Array(3)).join("-");
    this.count = 0;
    this.flying = null;
  }

  add(target, content) {
    this.sayings.push({id: `${this.prefix}.${++this.count}`, target, content, time: Date.now(), problem: ""});
    this.#save();
    this.flush();
  }

  /** The connection is new: what was on its way may be lost, and is sent again under its old id. */
  restart() {
    this.flying = null;
    this.flush();
  }

  interrupted() {
    this.flying = null;
    clearTimeout(this.timer);
  }

  flush() {
    const next = this.sayings.find(saying => !saying.problem);
    if (next && !this.flying && this.send({type: "say", ...next.target, content: next.content, id: next.id})) {
      this.flying = next.id;
    }
  }

  acknowledged(id) {
    this.discard(id);
  }

  refused(error) {
    const saying = this.sayings.find(one => one.id === error.id);
    if (!saying) {
      return;
    }
    if (error.retryMillis || error.code === "not-stored" || error.code === "stopping") {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.restart(), error.retryMillis || RETRY);
      return;
    }
    saying.problem = error.text;
    this.flying = null;
    this.#save();
    this.flush();
  }

  retry(id) {
    const saying = this.sayings.find(one => one.id === id);
    if (saying) {
      saying.problem = "";
      this.#save();
      this.flush();
    }
  }

  discard(id) {
    this.sayings = this.sayings.filter(saying => saying.id !== id);
    if (this.flying === id) {
      this.flying = null;
    }
    this.#save();
    this.flush();
  }

  of(conversation) {
    return this.sayings.filter(({target}) => target.room === conversation.target.room && target.to === conversation.target.to);
  }

  #save() {
    memory.set("outbox", this.sayings);
    this.changed();
  }
}
