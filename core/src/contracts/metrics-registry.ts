// Types only: prom-client is the language in which plugins publish figures on `/metrics`.
import type { Registry } from 'prom-client';
import { token } from './token.js';

/** Figures about the server itself, shown on `/metrics` in the Prometheus text format. Names begin with `cckernel_`. */
export type MetricsRegistry = Registry;
export const MetricsRegistry = token<MetricsRegistry>('kernel.MetricsRegistry');
