import type { ServerResponse } from 'node:http';
import type { Seconds } from '../domain/time.js';
import { ClientGoneError, DeadlineError } from './errors.js';

/** Aborts when the client leaves or the deadline passes. Made on first use only: most requests never ask. */
export class RequestSignal {
  private controller: AbortController | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly begun = performance.now();

  constructor(
    private readonly response: ServerResponse,
    private readonly deadline: Seconds,
  ) {}

  get signal(): AbortSignal {
    return (this.controller ??= this.watch()).signal;
  }

  private watch(): AbortController {
    const controller = new AbortController();
    const gone = (): void => {
      clearTimeout(this.timer);
      if (!this.response.writableFinished) controller.abort(new ClientGoneError());
    };
    if (this.response.closed) gone();
    else this.response.once('close', gone);
    const left = this.deadline * 1000 - (performance.now() - this.begun);
    this.timer = setTimeout(() => controller.abort(new DeadlineError(this.deadline)), Math.max(0, left));
    this.timer.unref();
    return controller;
  }
}
