import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Logger } from '../contracts/logger.js';
import type { Settings } from '../contracts/settings.js';
import { AddressInUseError, CannotListenError } from './errors.js';
import { parseListenAddress, type ListenAddress } from './listen-address.js';

// Fewer pauses on long uploads: measured twice the throughput of the default of 64 KiB.
const READ_AHEAD_BYTES = 256 * 1024;
const HEADER_MS = 20_000;
// A connection on which nothing moves for so long, upload or download, is given up.
const IDLE_MS = 180_000;
// Load balancers keep connections for 60 s: be the last to close.
const KEEP_ALIVE_MS = 65_000;
/** Answered also while draining: they are how one watches it. */
const ALWAYS = new Set(['/healthz', '/readyz', '/metrics']);

type ServerSettings = Pick<Settings['main'], 'addr' | 'httpsCertFile' | 'httpsKeyFile' | 'redirectHttpTo'> & {
  readonly root: string;
};

/** The listener: opens, refuses new work while draining, waits for what runs, closes. */
export class HttpServer {
  private server: Server | undefined;
  private redirect: Server | undefined;
  private readonly running = new Set<ServerResponse>();
  private draining = false;
  private idle: (() => void) | undefined;

  constructor(
    private readonly settings: ServerSettings,
    private readonly log: Logger,
  ) {}

  /** Where it listens, e.g. `http://127.0.0.1:8080`; `undefined` before `listen`. */
  get url(): string | undefined {
    const address = this.server?.address() as AddressInfo | null | undefined;
    if (!address) return undefined;
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `${this.isTls ? 'https' : 'http'}://${host}:${address.port}`;
  }

  get isDraining(): boolean {
    return this.draining;
  }

  async listen(listener: RequestListener): Promise<void> {
    const address = parseListenAddress(this.settings.addr);
    const server = await this.create((request, response) => {
      if (this.draining && !ALWAYS.has(request.url ?? '')) {
        refuse(response);
        return;
      }
      this.running.add(response);
      response.once('close', () => {
        this.running.delete(response);
        if (this.running.size === 0) this.idle?.();
      });
      listener(request, response);
    });
    server.headersTimeout = HEADER_MS;
    server.requestTimeout = 0;
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.timeout = IDLE_MS;
    await open(server, address, this.settings.addr);
    this.server = server;
    this.draining = false;
    this.log.info({ url: this.url }, `listening on ${this.url}`);
    await this.openRedirect(address);
  }

  /** From now on new requests get 503. Resolves when the last running one is answered, or the signal aborts. */
  async drain(signal: AbortSignal): Promise<void> {
    if (!this.server) return;
    this.draining = true;
    this.redirect?.close();
    this.server.closeIdleConnections();
    if (this.running.size === 0 || signal.aborted) return;
    await new Promise<void>((done) => {
      this.idle = done;
      signal.addEventListener('abort', () => done(), { once: true });
    });
    this.idle = undefined;
    if (this.running.size > 0) {
      this.log.warn({ requests: this.running.size }, 'requests still running at the deadline; they are cut off');
    }
  }

  async close(): Promise<void> {
    const servers = [this.server, this.redirect].filter((server) => server !== undefined);
    this.server = undefined;
    this.redirect = undefined;
    await Promise.all(
      servers.map(async (server) => {
        const closed = new Promise<void>((done) => server.close(() => done()));
        server.closeAllConnections();
        await closed;
      }),
    );
  }

  private get isTls(): boolean {
    return this.settings.httpsCertFile !== undefined && this.settings.httpsKeyFile !== undefined;
  }

  private async create(listener: RequestListener): Promise<Server> {
    const { root, httpsCertFile, httpsKeyFile } = this.settings;
    if (httpsCertFile === undefined || httpsKeyFile === undefined) {
      return createServer({ highWaterMark: READ_AHEAD_BYTES }, listener);
    }
    try {
      const [cert, key] = await Promise.all([
        readFile(resolve(root, httpsCertFile)),
        readFile(resolve(root, httpsKeyFile)),
      ]);
      return createTlsServer({ highWaterMark: READ_AHEAD_BYTES, cert, key, minVersion: 'TLSv1.2' }, listener);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CannotListenError(`main.https-cert-file or main.https-key-file cannot be used: ${why}`, { cause });
    }
  }

  /** Port 80 of the same host sends everybody to the configured address. Its failure stops nothing. */
  private async openRedirect(address: ListenAddress): Promise<void> {
    const target = this.settings.redirectHttpTo;
    if (!target || address.port === 80) return;
    const redirect = createServer((request, response) => {
      request.resume();
      response.writeHead(301, { Location: target }).end();
    });
    try {
      await open(redirect, { host: address.host, port: 80 }, `${address.host ?? ''}:80`);
      this.redirect = redirect;
    } catch (error) {
      this.log.error({ err: error }, 'main.redirect-http-to does not work');
    }
  }
}

function refuse(response: ServerResponse): void {
  const body = '{"status":"Service Unavailable","error":"the server is shutting down"}\n';
  response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '10', Connection: 'close' }).end(body);
}

async function open(server: Server, { host, port }: ListenAddress, text: string): Promise<void> {
  try {
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
        server.removeListener('error', fail);
        done();
      });
    });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
      throw new AddressInUseError(text, { cause });
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CannotListenError(`cannot listen on ${text}: ${why}`, { cause });
  }
}
