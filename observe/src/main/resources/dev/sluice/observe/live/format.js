// Numbers, durations and places as people read them.

const whole = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", {notation: "compact", maximumSignificantDigits: 3});

/** A count: "1,234", or "1.23M" from a million on. */
export const count = number => Math.abs(number) < 1e6 ? whole.format(Math.round(number)) : compact.format(number);

/** A number of things: "1 worker", "1,234 workers". */
export const things = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

/** How often a second: "0.25 /s", "118 /s", "1.2M /s"; a dash where nothing is known yet. */
export function rate(perSecond) {
  if (perSecond === undefined) {
    return "– /s";
  }
  const digits = perSecond === 0 || perSecond >= 10 ? 0 : perSecond >= 1 ? 1 : 2;
  return `${perSecond < 1e4 ? whole.format(Number(perSecond.toFixed(digits))) : compact.format(perSecond)} /s`;
}

export const percent = part => `${Math.round(100 * part)} %`;

/** A duration in the unit that fits it. */
export function duration(seconds) {
  if (seconds < 1) {
    return `${Math.max(0, Math.round(1000 * seconds))} ms`;
  }
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  const rest = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${rest % 60} s`;
}

export function bytes(number) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const at = number < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(number) / 10));
  const value = number / 2 ** (10 * at);
  return `${value.toFixed(at > 0 && value < 10 ? 1 : 0)} ${units[at]}`;
}

/** Where something was started: "Shop.java:30" of "shop.Shop.main(Shop.java:30)". */
export const place = site => /\(([^()]+:\d+)\)$/.exec(site)?.[1] ?? site;

/** A text of at most a number of characters, with an ellipsis for what is cut; whole characters, also where one has two units. */
export function cut(text, most) {
  const characters = [...text];
  return characters.length <= most ? text : characters.slice(0, most - 1).join("") + "…";
}

/** What a goroutine waits for, in words. */
export function waitText({operation, cases}) {
  const words = cases.map(each => each.site === "" ? each.operation : `${each.operation} ${each.site}`);
  if (operation !== "select") {
    return words.join(" ") || operation;
  }
  return words.length === 0 ? "select of nothing" : `select of ${words.slice(0, 3).join(" | ")}${words.length > 3 ? " | …" : ""}`;
}
