/** The command line, one row a flag. Names and meanings are cc-backend's. */
export const FLAGS = {
  'add-user': {
    takes: 'text',
    help: 'Add a local user: `name:roles:password`; roles are comma-separated out of admin, support, manager, api, user',
  },
  'apply-tags': { takes: 'nothing', help: 'Run the taggers over all jobs that do not run (not available yet)' },
  'cleanup-checkpoints': {
    takes: 'nothing',
    help: 'Remove checkpoint files older than metric-store.retention-in-memory, then exit',
  },
  config: { takes: 'text', help: 'Use this configuration `file` instead of ./config.json' },
  'del-user': { takes: 'text', help: 'Remove the user with this `name`' },
  dev: { takes: 'nothing', help: 'Serve what developers need: playground and interface description' },
  'force-db': {
    takes: 'nothing',
    help: 'Write the newest schema version into the database and clear its dirty mark, then exit',
  },
  gops: { takes: 'nothing', help: 'Let the diagnostics of Node (chrome://inspect) connect from this machine' },
  'import-job': {
    takes: 'text',
    help: 'Import jobs into archive and database: `meta.json:data.json[,…]` (not available yet)',
  },
  init: { takes: 'nothing', help: 'Make config.json, .env and ./var in this folder, then exit' },
  'init-db': { takes: 'nothing', help: 'Empty the tables of jobs and tags and fill them again from the archive' },
  jwt: { takes: 'text', help: 'Print an API token for the user with this `name`' },
  logdate: { takes: 'nothing', help: 'Begin log lines with date and time' },
  loglevel: { takes: 'text', help: 'Least `level` that is logged: debug, info, warn, err or crit', default: 'warn' },
  'migrate-db': { takes: 'nothing', help: 'Bring the database to the newest schema version, then exit' },
  'optimize-db': { takes: 'nothing', help: 'Reclaim space in the database and refresh its statistics, then exit' },
  'revert-db': { takes: 'nothing', help: 'Take the database back one schema version, then exit' },
  server: { takes: 'nothing', help: 'Start the server' },
  'sync-ldap': { takes: 'nothing', help: 'Synchronise the users with LDAP once (not available yet)' },
  version: { takes: 'nothing', help: 'Print the version, then exit' },
} as const satisfies Readonly<Record<string, FlagRow>>;

interface FlagRow {
  readonly takes: 'nothing' | 'text';
  /** A word in back quotes names the value. */
  readonly help: string;
  readonly default?: string;
}

export type FlagName = keyof typeof FLAGS;

export function isFlagName(name: string): name is FlagName {
  return Object.hasOwn(FLAGS, name);
}
