// The stream of looks, which comes back by itself after the connection was lost.

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 10_000;
const SILENCE = 20_000; // after which a connection is dead: the looks come at most three seconds apart

export class Stream {
  /** @param handlers look(frame), changed(): the state is another one */
  constructor(handlers) {
    this.handlers = handlers;
    this.state = "connecting"; // connecting, open, lost, ended
    this.reason = "";
    this.wait = FIRST_WAIT;
    addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
    this.#connect();
  }

  /** Tries at once to connect again, if the connection is lost. */
  retry() {
    if (this.state === "lost") {
      this.#connect();
    }
  }

  #connect() {
    this.#close();
    this.source = new EventSource("events");
    this.source.addEventListener("look", event => {
      this.wait = FIRST_WAIT;
      this.#watch();
      this.#become("open", "");
      this.handlers.look(JSON.parse(event.data));
    });
    this.source.addEventListener("end", event => {
      this.#close();
      this.#become("ended", JSON.parse(event.data).reason);
    });
    this.source.onerror = () => this.#lost();
    this.#watch();
  }

  /** A network that has gone without a word says nothing for ever: that is found by its silence. */
  #watch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#lost(), SILENCE);
  }

  async #lost() {
    this.#close();
    this.#become("lost", "the program may have ended");
    this.timer = setTimeout(() => this.#connect(), this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
    const refusal = await whyRefused();
    if (this.state === "lost" && refusal) {
      this.#become("lost", refusal);
    }
  }

  #close() {
    clearTimeout(this.timer);
    this.source?.close();
  }

  #become(state, reason) {
    if (state !== this.state || reason !== this.reason) {
      this.state = state;
      this.reason = reason;
      this.handlers.changed();
    }
  }
}

/** An EventSource doesn't say why it was refused; a request of the same server does. */
async function whyRefused() {
  try {
    const answer = await fetch("look");
    return answer.ok ? undefined : answer.status === 401
      ? "the address needs the token that the program has printed: open the page by that address again"
      : (await answer.text()).trim();
  } catch {
    return undefined; // nothing is there
  }
}
