// The cheapest client that Node can be: whole requests made beforehand, one socket a connection, answers read as far as they must be.
import { connect } from 'node:net';

/** @returns {Buffer} */
export function requestBytes(path, token, body) {
  return Buffer.concat([requestHead(path, token, body.length), body]);
}

export function requestHead(path, token, length) {
  const head = `POST ${path} HTTP/1.1\r\nHost: bench\r\nX-Auth-Token: ${token}\r\nContent-Length: ${length}\r\n\r\n`;
  return Buffer.from(head, 'latin1');
}

export class RawConnection {
  #socket;
  #waiting;
  #read = '';

  constructor(port) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => {
      this.#read += chunk.toString('latin1');
      this.#answered();
    });
    for (const event of ['error', 'close'])
      this.#socket.on(event, (error) =>
        this.#waiting?.reject(error instanceof Error ? error : new Error('the server closed the connection')),
      );
  }

  /** Resolves with the answer's body; rejects on a status from 300 on. */
  send(...parts) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.cork();
      for (const part of parts) this.#socket.write(part);
      this.#socket.uncork();
    });
  }

  close() {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #answered() {
    const end = this.#read.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/^content-length: *(\d+)/im.exec(this.#read.slice(0, end))?.[1] ?? 0);
    if (this.#read.length < end + 4 + length) return;
    const status = Number(this.#read.slice(9, 12));
    const body = this.#read.slice(end + 4, end + 4 + length);
    this.#read = this.#read.slice(end + 4 + length);
    const { resolve, reject } = this.#waiting;
    this.#waiting = undefined;
    if (status < 300) resolve(body);
    else reject(new Error(`${status}: ${body}`));
  }
}
