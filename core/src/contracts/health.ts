import { token } from './token.js';

export interface HealthReport {
  readonly state: 'ok' | 'degraded' | 'failed';
  /** One line, for a person. */
  readonly text?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Parts of the server say how they are; `/healthz` and the admin page show it. */
export interface Health {
  add(name: string, check: () => HealthReport | Promise<HealthReport>): void;
}
export const Health = token<Health>('kernel.Health');
