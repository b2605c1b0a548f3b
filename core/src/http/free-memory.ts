import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** Below this there is nothing to gain; Node also cuts small pieces out of memory that others share. */
const smallest = 4096;

let nowhere: MessagePort | undefined;

/**
 * Frees bytes at once, instead of when the garbage collector comes by: they are sent to a port that is closed, and what is sent belongs to
 * the sender no more. Leaves alone what is small or shares its memory. Afterwards the bytes have length 0.
 */
export function freeMemory(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (bytes.length < smallest || bytes.length !== buffer.byteLength || !(buffer instanceof ArrayBuffer)) return;
  nowhere ??= closedPort();
  nowhere.postMessage(undefined, [buffer]);
}

function closedPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  port2.close();
  return port1;
}
