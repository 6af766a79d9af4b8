// The smallest chat there is on npm's ws: what a client sends goes to all of them.
import {WebSocketServer} from 'ws';

const server = new WebSocketServer({host: '127.0.0.1', port: Number(process.argv[2]), path: '/ws', perMessageDeflate: false});

server.on('connection', client => {
  client.on('message', data => {
    for (const other of server.clients) {
      other.send(data, {binary: false});
    }
  });
});
