import { inject, injectable } from 'tsyringe';
import type { JobEvents } from '../contracts/job-events.js';
import { Logger } from '../contracts/logger.js';
import type { Job } from '../domain/job.js';

type Listener = (job: Job) => void;
type Event = 'started' | 'stopped' | 'archived';

@injectable()
export class JobAnnouncements implements JobEvents {
  private readonly listeners: Readonly<Record<Event, Set<Listener>>> = {
    started: new Set(),
    stopped: new Set(),
    archived: new Set(),
  };

  constructor(@inject(Logger) private readonly log: Logger) {}

  started(job: Job): void {
    this.announce('started', job);
  }

  stopped(job: Job): void {
    this.announce('stopped', job);
  }

  archived(job: Job): void {
    this.announce('archived', job);
  }

  on(event: Event, listener: Listener): () => void {
    const own: Listener = (job) => listener(job); // registering twice is hearing twice, and leaving once
    this.listeners[event].add(own);
    return () => this.listeners[event].delete(own);
  }

  private announce(event: Event, job: Job): void {
    for (const listener of this.listeners[event]) setImmediate(() => this.tell(event, listener, job));
  }

  private tell(event: Event, listener: Listener, job: Job): void {
    try {
      listener(job);
    } catch (error) {
      this.log.error({ err: error, event, job: job.id }, 'a listener to job events failed');
    }
  }
}
