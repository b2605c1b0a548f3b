// Takes requests and answers them at once, without a look at their bodies: shows how fast the sender could be.
import { createServer } from 'node:net';

const answer = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
const server = createServer((socket) => {
  let left = 0;
  socket.on('data', (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        // The sender writes head and body in one go, and heads are short: none is cut in two.
        const end = chunk.indexOf('\r\n\r\n', at) + 4;
        left = Number(/content-length: (\d+)/i.exec(chunk.latin1Slice(at, end))[1]);
        at = end;
      }
      const taken = Math.min(left, chunk.length - at);
      at += taken;
      left -= taken;
      if (left === 0) socket.write(answer);
    }
  });
  socket.on('error', () => {});
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
