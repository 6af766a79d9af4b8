// What is looked at closely stands in the address, so that each link is a plain one, and Back goes back.

/** Makes the address of a thing: link("channel", id), link("group", scope, name, startedAt), … */
export const link = (kind, ...parts) => `#/${[kind, ...parts].map(encodeURIComponent).join("/")}`;

export const toChannel = channel => link("channel", channel.id);
export const toStage = stage => link("stage", stage.pipeline.run, stage.name);
export const toGoroutine = goroutine => link("goroutine", goroutine.threadId);
export const toGroup = group => link("group", group.scope.id, group.name, group.startedAt);
export const toScope = scope => link("scope", scope.id);

/** Returns what the address says as {kind, parts}, or nothing. */
export function selected() {
  if (!location.hash.startsWith("#/")) {
    return undefined;
  }
  try {
    const [kind, ...parts] = location.hash.slice(2).split("/").map(decodeURIComponent);
    return {kind, parts};
  } catch {
    return undefined; // typed by hand
  }
}

/** Whether an address is the one that is shown: for aria-current. */
export const isCurrent = href => location.hash === href && "true";
