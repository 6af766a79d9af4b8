// What can be typed instead of a message.

const HELP = "/join ROOM, /leave, /msg NAME TEXT. For moderators: /mute NAME [SECONDS], /kick NAME, /ban NAME [SECONDS]; 0 seconds lift it.";

/** Does what a line says, and returns what to tell the user. A line that begins with // is a message that begins with /. */
export function command(line, chat) {
  const [word, name = "", ...rest] = line.slice(1).trim().split(/\s+/);
  const seconds = /^\d+$/.test(rest[0] ?? "") ? Number(rest[0]) : undefined;
  switch (word) {
    case "join":
      return name ? (chat.open("room", name), "") : HELP;
    case "leave":
      return chat.current.kind === "room" ? (chat.leave(chat.current), "") : "This isn't a room.";
    case "msg":
      if (!name || rest.length === 0) {
        return HELP;
      }
      chat.open("person", name);
      chat.say(rest.join(" "));
      return "";
    case "mute":
    case "ban":
      return name ? (chat.moderate({type: word, name, seconds}), "") : HELP;
    case "kick":
      return name ? (chat.moderate({type: word, name}), "") : HELP;
    default:
      return HELP;
  }
}
