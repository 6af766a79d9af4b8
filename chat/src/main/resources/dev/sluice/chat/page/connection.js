// A WebSocket that comes back by itself. Knows when to send a hello, and nothing of what is said after it.

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const SILENCE = 25_000; // then a ping is sent
const PATIENCE = 10_000; // for what has to come after a ping, and for a connection to open

/** Byes after which it would be wrong to come back unasked. */
const FINAL_BYES = new Set(["taken-over", "kicked", "banned"]);

export class Connection {
  /** @param handlers opened(), received(message), changed(): the state is another one */
  constructor(url, handlers) {
    this.url = url;
    this.handlers = handlers;
    this.state = "stopped"; // stopped, connecting, open, waiting
    this.reason = "";
    this.retryAt = 0;
    this.wait = FIRST_WAIT;
    addEventListener("online", () => this.#hurry());
    addEventListener("offline", () => this.#check());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  start() {
    if (this.state === "stopped" || this.state === "waiting") {
      this.#connect();
    }
  }

  stop(reason) {
    this.#drop();
    this.#become("stopped", reason);
  }

  /** Returns whether the message is on its way, which doesn't say that it arrives. */
  send(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** The server has let us in: the next failure is a first one again. */
  succeeded() {
    this.wait = FIRST_WAIT;
  }

  #connect() {
    this.#drop();
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.#become("connecting", this.reason);
    this.#alarm(PATIENCE, () => this.#lost("The server doesn't answer."));
    socket.onopen = () => {
      this.#become("open", "");
      this.#listen();
      this.handlers.opened();
    };
    socket.onmessage = event => {
      this.#listen();
      const message = JSON.parse(event.data);
      if (message.type === "bye") {
        this.#bye(message);
      } else if (message.type !== "pong") {
        this.handlers.received(message);
      }
    };
    socket.onclose = () => this.#lost("There is no connection to the server.");
  }

  #bye(message) {
    if (FINAL_BYES.has(message.code)) {
      this.stop(message.text);
    } else {
      this.#lost(message.text);
    }
  }

  /** Something has come: all is well until it is silent for too long. */
  #listen() {
    this.#alarm(SILENCE, () => this.#check());
  }

  /** Finds out whether the server is still there. */
  #check() {
    if (this.state === "open") {
      this.send({type: "ping"});
      this.#alarm(PATIENCE, () => this.#lost("The server doesn't answer."));
    }
  }

  #lost(reason) {
    this.#drop();
    const wait = Math.random() * this.wait; // all of the wait is random, so that clients don't come back at once
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
    this.retryAt = Date.now() + wait;
    this.#become("waiting", reason);
    this.#alarm(wait, () => this.#connect());
  }

  /** The network is back, or the page is looked at: no reason to wait any longer. */
  #hurry() {
    if (this.state === "waiting") {
      this.#connect();
    } else {
      this.#check();
    }
  }

  #drop() {
    clearTimeout(this.timer);
    if (this.socket) {
      this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
      this.socket.close();
      this.socket = undefined;
    }
  }

  #alarm(millis, action) {
    clearTimeout(this.timer);
    this.timer = setTimeout(action, millis);
  }

  #become(state, reason) {
    this.state = state;
    this.reason = reason;
    this.handlers.changed();
  }
}
