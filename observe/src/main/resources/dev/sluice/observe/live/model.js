// A look with its parts joined: which goroutines wait at a channel, which channel is in front of a stage, who belongs to what.

/** How long a run that is over is still shown, in seconds. */
const AFTERGLOW = 15;

/** The least part of its time for which the stage that holds the others up is busy. */
const BUSY = 0.5;

export class Model {
  channels = new Map(); // by id
  scopes = new Map(); // by id
  groups = new Map(); // by key
  goroutines = new Map(); // by thread id, as far as they are in the look: other threads with a scope too
  pipelines = [];
  stages = new Map(); // by key

  /** @param before the model of the look before, or nothing if it was of another program */
  constructor(frame, history, before) {
    this.frame = frame;
    this.look = frame.look;
    this.clock = frame.look.clock;
    this.uses = new Map(before?.uses); // what goroutines were seen to do to which channels
    history.add(this.clock, numbers(frame));
    this.cpu = history.perSecond("cpu");
    this.look.channels.forEach(channel => this.channels.set(channel.id, {
      ...channel,
      label: channel.name ?? channel.id,
      sentRate: history.perSecond(`channel/${channel.id}/sent`),
      receivedRate: history.perSecond(`channel/${channel.id}/received`),
      droppedRate: history.perSecond(`channel/${channel.id}/dropped`),
      waiters: [],
    }));
    this.look.owners.forEach(owner => this.#addThread(owner));
    this.look.pipelines.forEach(pipeline => this.#addPipeline(pipeline, history));
    this.#keepEnded(before);
    this.#forgetUses();
    this.topics = (this.look.policies.topics ?? [])
      .map(topic => ({...topic, rate: history.perSecond(`topic/${topic.id}/published`)}));
  }

  /** Returns what goroutines of that name were seen to do to a channel: a set of operations. */
  usesOf(name, id) {
    return new Set(["send", "receive"].filter(operation => this.uses.has(useKey(withoutNumber(name), operation, id))));
  }

  #addThread(thread, group) {
    this.goroutines.set(thread.threadId, {...thread, group});
    if (thread.waitsIn && !(group && this.#counted(group))) {
      this.#addWait({...thread.waitsIn, count: 1, longest: thread.waitsIn.since}, thread.name, {goroutine: thread, group});
    }
    thread.scopes.forEach(scope => this.#addScope(scope, thread));
  }

  #addScope(scope, owner) {
    this.scopes.set(scope.id, {...scope, owner});
    for (const group of scope.groups) {
      const key = groupKey(scope.id, group.name, group.startedAt);
      const made = {...group, key, scope};
      this.groups.set(key, made);
      if (this.#counted(made)) {
        made.waits.forEach(wait => this.#addWait(wait, group.name, {group: made}));
      }
      group.goroutines.forEach(goroutine => this.#addThread(goroutine, made));
    }
  }

  /** Whether a group's waits say at which channels they are; else those of its goroutines do, as far as they are in the look. */
  #counted(group) {
    return group.waits.every(wait => wait.cases.every(each => each.id !== undefined));
  }

  #addWait(wait, name, by) {
    for (const {operation, id} of wait.cases) {
      const channel = this.channels.get(id);
      if (channel) {
        channel.waiters.push({...by, operation, count: wait.count, longest: wait.longest});
        this.#addUse(by.group?.name ?? name, operation, id);
      }
    }
  }

  #addUse(name, operation, id) {
    this.uses.set(useKey(withoutNumber(name), operation, id), {name, operation, id, clock: this.clock});
  }

  #addPipeline(pipeline, history) {
    const stages = pipeline.stages.map(stage => {
      const key = stageKey(pipeline.run, stage.name);
      const change = name => history.change(`stage/${key}/${name}`)?.by ?? 0;
      const [busy, input, output] = [change("busy"), change("waitingForInput"), change("waitingForOutput")];
      const all = busy + input + output;
      return {
        ...stage,
        key,
        pipeline,
        inRate: history.perSecond(`stage/${key}/in`),
        outRate: history.perSecond(`stage/${key}/out`),
        shares: all > 0 ? {busy: busy / all, input: input / all, output: output / all} : undefined,
      };
    });
    const busiest = stages.reduce((most, each) => (each.shares?.busy ?? 0) > (most?.shares?.busy ?? 0) ? each : most, undefined);
    for (const stage of stages) {
      stage.bottleneck = stage === busiest && stage.shares.busy >= BUSY;
      this.stages.set(stage.key, stage);
      for (const input of stage.inputs) {
        const channel = this.channels.get(input.id);
        if (channel) {
          channel.stage = stage;
          channel.label = channel.name ?? `in front of ${stage.name}`;
        }
        this.#addUse(stage.goroutines, "receive", input.id);
        const from = stages.find(each => each.name === input.from);
        if (from) {
          this.#addUse(from.goroutines, "send", input.id);
        }
      }
    }
    this.pipelines.push({...pipeline, stages: stages.filter(stage => !isIdleEnd(stage, stages)), rate: stages.findLast(stage => stage.in > 0)?.inRate});
  }

  /** Runs that are over are shown for a while, as they were last. */
  #keepEnded(before) {
    const running = new Set(this.pipelines.map(pipeline => pipeline.run));
    for (const pipeline of before?.pipelines ?? []) {
      const endedAt = pipeline.endedAt ?? this.clock;
      if (!running.has(pipeline.run) && this.clock - endedAt < AFTERGLOW) {
        this.pipelines.push({...pipeline, endedAt, stages: pipeline.stages.map(stage => ({...stage, bottleneck: false}))});
        pipeline.stages.forEach(stage => this.stages.set(stage.key, stage));
      }
    }
  }

  /** Those of channels that are gone are kept for a minute, in which a deadlock among them may be told of. */
  #forgetUses() {
    for (const [key, use] of this.uses) {
      if (this.channels.has(use.id)) {
        use.clock = this.clock;
      } else if (this.clock - use.clock > 60) {
        this.uses.delete(key);
      }
    }
  }
}

/** Whether a stage is one at the end that is given nothing, since the stage in front of it has nothing to pass on: that of a forEach. */
function isIdleEnd(stage, stages) {
  return stage.in === 0 && stage.inputs.length > 0
    && !stages.some(each => each.inputs.some(input => input.from === stage.name))
    && stages.filter(each => stage.inputs.some(input => input.from === each.name)).every(each => each.in > 0 && each.out === 0);
}

export const groupKey = (scope, name, startedAt) => `${scope} ${name} ${startedAt}`;

export const stageKey = (run, name) => `${run}/${name}`;

/** The name of a goroutine's group: its own without the number at the end. */
export const withoutNumber = name => name.replace(/-\d+$/, "");

const useKey = (name, operation, id) => `${operation} ${id} ${name}`;

/** The numbers of a look that are kept for a while: [key, number] pairs. */
function* numbers({program, look}) {
  yield ["goroutines", look.counts.goroutines];
  yield ["waiting", look.counts.waiting];
  yield* present("", program, ["cpu", "heapUsed"]);
  for (const channel of look.channels) {
    yield* present(`channel/${channel.id}/`, channel, ["length", "sent", "received", "dropped"]);
  }
  for (const pipeline of look.pipelines) {
    for (const stage of pipeline.stages) {
      yield* present(`stage/${stageKey(pipeline.run, stage.name)}/`, stage,
        ["in", "out", "queued", "workers", "busy", "waitingForInput", "waitingForOutput"]);
    }
  }
  for (const topic of look.policies.topics ?? []) {
    yield [`topic/${topic.id}/published`, topic.published];
  }
}

function* present(prefix, from, names) {
  for (const name of names) {
    if (from[name] !== undefined) {
      yield [prefix + name, from[name]];
    }
  }
}
