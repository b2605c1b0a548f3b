import Koa from 'koa';
import { inject, injectable } from 'tsyringe';
import { guards } from '../access/guards.js';
import { Clock } from '../contracts/clock.js';
import { HealthBoard } from '../contracts/health.js';
import { Identity } from '../contracts/identity.js';
import { Logger } from '../contracts/logger.js';
import { MetricsRegistry } from '../contracts/metrics-registry.js';
import { PlainPages } from '../contracts/plain-pages.js';
import { PluginStates } from '../contracts/plugin-states.js';
import { Settings } from '../contracts/settings.js';
import { ClientAddress } from './client-address.js';
import { ErrorGate } from './error-gate.js';
import { Gatekeeper } from './gatekeeper.js';
import { healthRoutes } from './health-routes.js';
import { HttpServer } from './http-server.js';
import { RateLimits } from './rate-limits.js';
import { RequestGate } from './request-gate.js';
import { RequestIds } from './request-ids.js';
import { RequestMeter } from './request-meter.js';
import { LiveRoutes, type RouteTable } from './route-table.js';

/** The HTTP room as a whole: table, gate and listener, put together. */
@injectable()
export class HttpService {
  private readonly server: HttpServer;
  private readonly meter: RequestMeter;

  constructor(
    @inject(LiveRoutes) private readonly routes: RouteTable,
    @inject(Identity) private readonly identity: Identity,
    @inject(Settings) private readonly settings: Settings,
    @inject(PlainPages) private readonly pages: PlainPages,
    @inject(HealthBoard) private readonly health: HealthBoard,
    @inject(PluginStates) private readonly plugins: PluginStates,
    @inject(MetricsRegistry) private readonly metrics: MetricsRegistry,
    @inject(Clock) private readonly clock: Clock,
    @inject(Logger) private readonly log: Logger,
  ) {
    this.server = new HttpServer({ ...settings.main, root: settings.root }, log);
    this.meter = new RequestMeter(metrics);
  }

  /** Where it listens; `undefined` before `listen` and after `close`. */
  get url(): string | undefined {
    return this.server.url;
  }

  addOwnRoutes(): void {
    this.routes.add(
      ...healthRoutes({
        health: this.health,
        plugins: this.plugins,
        metrics: this.metrics,
        isReady: () => this.server.url !== undefined && !this.server.isDraining,
      }),
      ...this.identity.routes,
    );
  }

  async listen(): Promise<void> {
    const answer = this.application().callback();
    await this.server.listen((request, response) => void answer(request, response));
  }

  async drain(signal: AbortSignal): Promise<void> {
    await this.server.drain(signal);
  }

  async close(): Promise<void> {
    await this.server.close();
  }

  private application(): Koa {
    const { main } = this.settings;
    const gate = new RequestGate({
      routes: this.routes,
      gatekeeper: new Gatekeeper(this.identity, main.apiAllowedIps),
      errors: new ErrorGate(this.identity, this.log),
      pages: this.pages,
      limits: new RateLimits(),
      addresses: new ClientAddress(main.trustedProxies),
      ids: new RequestIds(),
      meter: this.meter,
      clock: this.clock,
      log: this.log,
      closedTrees: { '/userapi': guards.userApi, '/frontend': guards.frontendApi },
    });
    const application = new Koa();
    // What the gate cannot catch: answers that break while they are sent.
    application.on('error', (error: unknown) => this.log.debug({ err: error }, 'an answer was not sent completely'));
    application.use(gate.handle);
    return application;
  }
}
