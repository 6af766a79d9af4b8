// What outlives the page, in the browser's storage. Where that is forbidden or full, the page works without.

const PREFIX = "sluice-chat.";

export const memory = {
  get(key, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },

  set(key, value) {
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify(value));
    } catch {
      // kept for as long as the page is open, by the objects that hold it
    }
  },
};
