import { token } from './token.js';
import type { UnixSeconds } from '../domain/time.js';

/** The only source of the present moment, so that tests never sleep. */
export interface Clock {
  /** Whole seconds. */
  now(): UnixSeconds;
  /** Milliseconds, for measuring. */
  nowMs(): number;
}
export const Clock = token<Clock>('kernel.Clock');
