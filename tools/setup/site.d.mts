export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function freePort(): Promise<number>;

/** A site directory and the built server in it, driven from outside only. */
export class Site {
  static create(options: {
    folder: string;
    port: number;
    clusters: readonly { readonly name: string }[];
    config?: object;
  }): Site;
  constructor(folder: string, port: number);
  readonly folder: string;
  readonly port: number;
  readonly url: string;
  readonly log: string;
  readonly processId: number | undefined;
  writeConfig(extra?: object): void;
  run(...flags: string[]): CommandResult;
  mustRun(...flags: string[]): CommandResult;
  addUser(name: string, roles: string, password?: string): void;
  token(name: string): string;
  start(options?: {
    flags?: readonly string[];
    milliseconds?: number;
    onOutput?: (text: string) => void;
    env?: Readonly<Record<string, string>>;
  }): Promise<{ ended: Promise<number | null> }>;
  stop(signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>;
}

export function eventually(check: () => Promise<boolean>, milliseconds?: number): Promise<void>;
