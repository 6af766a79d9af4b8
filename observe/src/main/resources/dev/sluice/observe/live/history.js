// What the numbers of the last minutes were, by key. Rates are differences of cumulative numbers by the clock of the looks.

const MINUTES = 5;
const RATE_SECONDS = 3; // over which a rate is taken: long enough to be read, short enough to be true

export class History {
  clocks = [];
  #series = new Map(); // of numbers, as many as there are clocks; undefined where there was none

  /** Adds a look: its clock, and its numbers as [key, number] pairs. */
  add(clock, numbers) {
    this.clocks.push(clock);
    for (const [key, number] of numbers) {
      let series = this.#series.get(key);
      if (series === undefined) {
        series = [];
        this.#series.set(key, series);
      }
      series[this.clocks.length - 1] = number;
    }
    if (this.clocks[this.clocks.length >> 1] < clock - 60 * MINUTES) {
      this.#forget(this.clocks.length >> 1);
    }
  }

  clear() {
    this.clocks = [];
    this.#series.clear();
  }

  /**
   * Returns the change of a number over the last seconds as {by, seconds}: since the look before at least, however long ago that
   * was; nothing if it is known at one look only.
   */
  change(key, at = this.clocks.length - 1) {
    const series = this.#series.get(key);
    const since = Math.min(this.clocks[at] - RATE_SECONDS, this.clocks[at - 1]);
    let from = at;
    while (from > 0 && series?.[from - 1] !== undefined && this.clocks[from - 1] >= since) {
      from--;
    }
    return from === at || series[at] === undefined ? undefined
      : {by: series[at] - series[from], seconds: this.clocks[at] - this.clocks[from]};
  }

  /** Returns by how much a number has grown in a second, over the last ones; nothing if that isn't known. */
  perSecond(key, at) {
    const change = this.change(key, at);
    return change && change.by / change.seconds;
  }

  /** Returns the numbers of all looks; null where there was none. */
  values(key) {
    const series = this.#series.get(key) ?? [];
    return this.clocks.map((_, i) => series[i] ?? null);
  }

  /** Returns the growth in a second at all looks; null where it isn't known. */
  rates(key) {
    return this.clocks.map((_, i) => this.perSecond(key, i) ?? null);
  }

  /** Forgets the oldest looks, and what hasn't been seen since. */
  #forget(looks) {
    this.clocks.splice(0, looks);
    for (const [key, series] of this.#series) {
      series.splice(0, looks);
      if (series.length === 0) {
        this.#series.delete(key);
      }
    }
  }
}
