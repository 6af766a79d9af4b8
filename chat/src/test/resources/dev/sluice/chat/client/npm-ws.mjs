// A client of the chat on npm's ws. Prints a line for each thing that it has seen.
import {once} from 'node:events';
import WebSocket from 'ws';

const [url] = process.argv.slice(2);
setTimeout(() => {
  console.log('waits in vain; has got', JSON.stringify(came));
  process.exit(1);
}, 60_000).unref();

const waiting = [];
const came = [];

function open() {
  const socket = new WebSocket(url, {perMessageDeflate: true}); // the server doesn't take the offer
  socket.on('message', data => {
    came.push(JSON.parse(data.toString()));
    waiting.splice(0).forEach(wake => wake());
  });
  return socket;
}

async function next(type) {
  for (;;) {
    const at = came.findIndex(message => message.type === type);
    if (at >= 0) {
      return came.splice(at, 1)[0];
    }
    await new Promise(wake => waiting.push(wake));
  }
}

const socket = open();
await once(socket, 'open');
console.log('extensions', JSON.stringify(socket.extensions));
const send = message => socket.send(JSON.stringify(message));

send({type: 'hello', name: 'npm'});
console.log('welcome', (await next('welcome')).name);
send({type: 'join', room: 'npm-room'});
console.log('joined', (await next('joined')).members.join());

for (const [name, content] of [['short', 'hi'], ['emoji', 'ünï 👩‍👧 𝄞'], ['quotes', '"\\\u0001\n</script>'], ['long', 'x'.repeat(60_000)]]) {
  send({type: 'say', room: 'npm-room', content, id: name});
  const message = await next('message');
  const ack = await next('ack');
  console.log(name, message.content === content, ack.id === name, ack.offset === message.offset);
}

const parts = JSON.stringify({type: 'say', room: 'npm-room', content: 'in parts 👍', id: 'parts'});
const bytes = Buffer.from(parts);
for (let i = 0; i < bytes.length; i++) { // a frame for each byte, so that characters are cut too
  socket.send(bytes.subarray(i, i + 1), {fin: i === bytes.length - 1, binary: false});
  if (i % 10 === 0) {
    socket.ping(`${i}`);
  }
}
console.log('parts', (await next('message')).content);
send({type: 'nonsense'});
console.log('nonsense', (await next('error')).code);

socket.close(1000);
console.log('closed', (await once(socket, 'close'))[0]);

for (const [name, data] of [['binary', Buffer.from('{}')], ['too-long', 'x'.repeat(70_000)]]) {
  const bad = new WebSocket(url);
  await once(bad, 'open');
  bad.send(data);
  console.log(name, (await once(bad, 'close'))[0]);
}
