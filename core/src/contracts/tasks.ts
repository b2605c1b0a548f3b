import type { Seconds } from '../domain/time.js';
import { token } from './token.js';

/** Periodic work. A run that takes longer than its interval delays the next; it never overlaps itself. */
export interface Tasks {
  /** First run one interval after start. */
  every(name: string, interval: Seconds, run: (signal: AbortSignal) => Promise<void>): void;
  /** At a local time of day, `HH:MM`. */
  daily(name: string, at: string, run: (signal: AbortSignal) => Promise<void>): void;
}
export const Tasks = token<Tasks>('kernel.Tasks');
