import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';

/** Takes bytes at the speed of what is behind it. */
export interface ByteSink {
  /** False once nobody reads any more. */
  write(bytes: Buffer): Promise<boolean>;
  close(): void;
}

/** A file, or `-` for standard output. */
export function openSink(name: string): ByteSink {
  const descriptor = name === '-' ? process.stdout.fd : openSync(name, 'w');
  const status = fstatSync(descriptor);
  const blocks = status.isFIFO() || status.isSocket();
  return blocks ? pipeSink() : fileSink(descriptor, name !== '-');
}

/** Files and devices take everything at once; asking the event loop for each write would only cost time. */
function fileSink(descriptor: number, owned: boolean): ByteSink {
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
      return taken;
    },
    close: () => owned && closeSync(descriptor),
  };
}

const taken = Promise.resolve(true);

function pipeSink(): ByteSink {
  const { stdout } = process;
  let open = true;
  stdout.on('error', () => (open = false)); // e.g. the reader was `head`
  return {
    write: (bytes) =>
      open
        ? new Promise((resolve) => void stdout.write(bytes, (error) => resolve(!error && open)))
        : Promise.resolve(false),
    close: () => undefined,
  };
}
