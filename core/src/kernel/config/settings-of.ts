import type { Settings } from '../../contracts/settings.js';
import { parseDuration } from '../../domain/duration.js';
import type { Sections } from './config-schema.js';
import { uiDefaults } from './ui-defaults.js';

export interface Surroundings {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dev: boolean;
}

/** What the rooms read. The sections have been checked, so nothing here can fail. */
export function settingsOf(sections: Sections, { root, env, dev }: Surroundings): Settings {
  return {
    root,
    dev,
    env,
    main: mainSettings(sections.main),
    cron: {
      commitJobWorker: parseDuration(sections.cron?.['commit-job-worker'] ?? '2m'),
      durationWorker: parseDuration(sections.cron?.['duration-worker'] ?? '5m'),
      footprintWorker: parseDuration(sections.cron?.['footprint-worker'] ?? '10m'),
    },
    metricStore: metricStoreSettings(sections['metric-store']),
    uiDefaults: uiDefaults(sections.ui),
  };
}

function mainSettings(main: Sections['main']): Settings['main'] {
  const resampling = main.resampling;
  return {
    addr: main.addr ?? 'localhost:8080',
    apiAllowedIps: main['api-allowed-ips'] ?? [],
    disableAuthentication: main['disable-authentication'] ?? false,
    db: main.db ?? './var/job.db',
    sessionMaxAge: parseDuration(main['session-max-age'] ?? '168h'),
    shortRunningJobsDuration: main['short-running-jobs-duration'] ?? 300,
    emissionConstant: main['emission-constant'] ?? 0,
    resampling: resampling && {
      // A value of 0 or less is no wish, so the default holds.
      minimumPoints: Math.max(resampling['minimum-points'] ?? 0, 0) || 1000,
      trigger: resampling.trigger,
      resolutions: resampling.resolutions,
    },
    validate: main.validate ?? false,
    httpsCertFile: main['https-cert-file'],
    httpsKeyFile: main['https-key-file'],
    redirectHttpTo: main['redirect-http-to'],
    user: main.user,
    group: main.group,
    trustedProxies: main['trusted-proxies'] ?? [],
    systemdUnit: main['systemd-unit'] ?? 'clustercockpit.service',
    jobEventsByNats: main['api-subjects'] !== undefined,
  };
}

function metricStoreSettings(store: Sections['metric-store']): Settings['metricStore'] {
  return (
    store && {
      retentionInMemory: parseDuration(store['retention-in-memory']),
      memoryCapGB: store['memory-cap'],
      checkpointInterval: parseDuration(store['checkpoint-interval'] ?? '12h'),
      cleanupMode: store.cleanup?.mode ?? 'delete',
      ...(store.cleanup?.directory === undefined ? {} : { cleanupDirectory: store.cleanup.directory }),
    }
  );
}
