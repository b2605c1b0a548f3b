import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Call {
  readonly path: string;
  readonly token: string | undefined;
  readonly body: string;
}

/** Turns of the event loop that an answer takes. */
const turnsOfAnswer = 5;

/** Takes down what it is told; `answer` decides what it says. */
export class FakeServer {
  readonly calls: Call[] = [];
  answer: (call: Call) => { status: number; text?: string; retryAfter?: number } | undefined = () => undefined;
  open = 0;
  mostOpen = 0;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.mostOpen = Math.max(this.mostOpen, ++this.open);
      void bodyOf(request).then(async (body) => {
        const call = { path: request.url ?? '', token: request.headers.authorization, body };
        this.calls.push(call);
        // As a real server has to: what is sent at the same time meets here, however fast this machine is.
        for (let turn = 0; turn < turnsOfAnswer; turn++) await nextTurn();
        this.open--;
        const usual = call.path.includes('start_job') ? 201 : 200;
        const { status, text = '{}', retryAfter } = this.answer(call) ?? { status: usual };
        response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }).end(text);
      });
    });
  }

  static async start(): Promise<FakeServer> {
    const fake = new FakeServer();
    await new Promise<void>((ready) => fake.server.listen(0, '127.0.0.1', ready));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** Parsed bodies of calls of one kind. */
  events(kind: 'start_job' | 'stop_job'): Record<string, number | string>[] {
    return this.calls
      .filter(({ path }) => path.includes(kind))
      .map(({ body }) => JSON.parse(body) as Record<string, number | string>);
  }

  lines(cluster: string): string[] {
    return this.calls
      .filter(({ path }) => path === `/api/write?cluster=${cluster}`)
      .flatMap(({ body }) => body.trimEnd().split('\n'));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
