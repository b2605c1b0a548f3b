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

/** Health with its result: what `/healthz` prints. */
export interface HealthBoard extends Health {
  /** Asks every part now; a check that throws or takes too long counts as `failed`. The worst state is the whole's. */
  report(): Promise<{
    readonly state: HealthReport['state'];
    readonly parts: Readonly<Record<string, HealthReport>>;
  }>;
}
export const HealthBoard = token<HealthBoard>('kernel.HealthBoard');
