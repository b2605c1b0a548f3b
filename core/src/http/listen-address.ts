import { InvalidInputError } from '../errors/index.js';

export interface ListenAddress {
  /** `undefined`: all addresses of the machine. */
  readonly host: string | undefined;
  readonly port: number;
}

/** `host:port`, `:port`, `[v6]:port`. Port 0 takes a free one. */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  if (!match || port > 65_535) {
    throw new InvalidInputError(`main.addr: "${text}" is not host:port, such as localhost:8080`);
  }
  return { host: match[1] ?? (match[2] || undefined), port };
}
