import { token } from './token.js';

/** What several rooms need of `main`, `cron` and the environment, already checked. Filled by the kernel from the config file. */
export interface Settings {
  /** All relative paths of the site are relative to this folder (the process's working directory). */
  readonly root: string;
  readonly main: {
    readonly addr: string;
    readonly apiAllowedIps: readonly string[];
    readonly disableAuthentication: boolean;
    readonly db: string;
    /** Seconds; 0: never expires. */
    readonly sessionMaxAge: number;
    readonly shortRunningJobsDuration: number;
    readonly emissionConstant: number;
    readonly resampling:
      { readonly minimumPoints: number; readonly trigger: number; readonly resolutions: readonly number[] } | undefined;
    readonly validate: boolean;
    readonly httpsCertFile: string | undefined;
    readonly httpsKeyFile: string | undefined;
    readonly redirectHttpTo: string | undefined;
    /** After binding, the server goes on as these. */
    readonly user: string | undefined;
    readonly group: string | undefined;
    readonly trustedProxies: readonly string[];
    /** Whose journal holds the server's log. */
    readonly systemdUnit: string;
    /** `main.api-subjects` is present: REST start and stop are absent. */
    readonly jobEventsByNats: boolean;
  };
  readonly cron: {
    readonly commitJobWorker: number;
    readonly durationWorker: number;
    readonly footprintWorker: number;
  };
  readonly metricStore:
    | {
        readonly retentionInMemory: number;
        readonly memoryCapGB: number;
        readonly checkpointInterval: number;
        readonly cleanupMode: 'delete' | 'archive';
        /** Folder of archived samples, for mode `archive`; relative to the root. */
        readonly cleanupDirectory?: string;
      }
    | undefined;
  readonly uiDefaults: Readonly<Record<string, unknown>>;
  readonly dev: boolean;
  /** Environment after `.env`. Secrets: never log. */
  readonly env: Readonly<Record<string, string | undefined>>;
}
export const Settings = token<Settings>('kernel.Settings');
