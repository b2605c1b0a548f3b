/** Door 1, for plugin authors: how a plugin is declared, and everything it may hold on to. */

// tsyringe refuses to load before it; plugins that are tried out alone come in here first.
import 'reflect-metadata';

export { definePlugin } from './kernel/define-plugin.js';
export type { AnyPluginDefinition, Binder, PluginContext, PluginDefinition } from './kernel/define-plugin.js';
export { nameOfToken, token, tokenAs } from './contracts/token.js';
export type { Token } from './contracts/token.js';

export { ApiTokens, PasswordHasher } from './contracts/api-tokens.js';
export { ArchiveTarget } from './contracts/archive-target.js';
export type { StoredObject } from './contracts/archive-target.js';
export { Authenticators } from './contracts/authenticator.js';
export type { Authenticator, LoginAttempt } from './contracts/authenticator.js';
export { CheckpointStore } from './contracts/checkpoint-store.js';
export type {
  ColumnJournal,
  HistoryParts,
  JournalColumns,
  JournalSample,
  JournalSeries,
  JournalledColumns,
  JournalledNames,
  KeepSnapshots,
  KeptSnapshots,
  Quarantined,
  SaveReport,
  SavedHost,
  StoredSnapshot,
} from './contracts/checkpoint-store.js';
export { Clock } from './contracts/clock.js';
export { ClusterCatalog } from './contracts/cluster-catalog.js';
export { DurableDisk } from './contracts/durable-disk.js';
export type { FilePieces } from './contracts/durable-disk.js';
export { Health, HealthBoard } from './contracts/health.js';
export type { HealthReport } from './contracts/health.js';
export { Identity } from './contracts/identity.js';
export { JobEvents } from './contracts/job-events.js';
export { JobStore } from './contracts/job-store.js';
export type { JobFilter, JobOrder, JobVisibility, Page, Range, RebuildJob } from './contracts/job-store.js';
export { LiveTopics } from './contracts/live-topics.js';
export type { LiveMessage, LiveTopic, Watcher } from './contracts/live-topics.js';
export { Logger } from './contracts/logger.js';
export { MetricReader } from './contracts/metric-reader.js';
export type { JobMetricsRequest, MetricRequest } from './contracts/metric-reader.js';
export { MetricSources } from './contracts/metric-source.js';
export type {
  HostHealth,
  HostHealthRequest,
  HostHealthState,
  HostMetricsRequest,
  LoadedHostMetrics,
  MetricSource,
} from './contracts/metric-source.js';
export { MetricsRegistry } from './contracts/metrics-registry.js';
export { PlainPages } from './contracts/plain-pages.js';
export type { PageDress, PlainPage } from './contracts/plain-pages.js';
export { PluginStates } from './contracts/plugin-states.js';
export type { PluginStatus } from './contracts/plugin-states.js';
export type { Principal } from './contracts/principal.js';
export { Routes } from './contracts/routes.js';
export type { Guard, HttpMethod, RateClass, Route, RouteContext } from './contracts/routes.js';
export { SessionStore } from './contracts/session-store.js';
export { Settings } from './contracts/settings.js';
export { SqlDriver } from './contracts/sql-driver.js';
export type { TextMatch } from './contracts/sql-driver.js';
export { Tasks } from './contracts/tasks.js';
export { UserStore } from './contracts/user-store.js';

export { guards } from './access/guards.js';
export { principalOf, systemPrincipal } from './access/principal.js';
export { lendBody, readBody } from './http/read-body.js';
export { readForm } from './http/read-form.js';
export { readJson } from './http/read-json.js';
export { sendEmpty, sendJson, sendJsonPieces, sendJsonText, sendText } from './http/send.js';
export { escapeHtml, htmlPage } from './http/html-page.js';

export { codeOf, isMissing, reasonOf, unlessMissing } from './disk/file-errors.js';
export { freeName } from './disk/free-name.js';
export { makeFolders, nodeDisk } from './disk/node-disk.js';

export { documentsOf } from './metrics/checkpoint-folder/checkpoint-documents.js';
export type { CheckpointDocument } from './metrics/checkpoint-folder/checkpoint-documents.js';
export { CheckpointFolderError } from './metrics/checkpoint-folder/checkpoint-folder-error.js';
export { bySaving } from './metrics/checkpoint-folder/checkpoint-format.js';
export type {
  CheckpointContent,
  CheckpointFile,
  CheckpointFormat,
  HostFiles,
} from './metrics/checkpoint-folder/checkpoint-format.js';
export { FolderCheckpointStore } from './metrics/checkpoint-folder/folder-checkpoint-store.js';
export { entriesOf } from './metrics/checkpoint-folder/host-folders.js';
export type { HostFolder, Stray } from './metrics/checkpoint-folder/host-folders.js';
export { removeIfEmpty } from './metrics/checkpoint-folder/host-reader.js';
export { inTurns } from './metrics/checkpoint-folder/in-turns.js';
export { endOfJsonCheckpoint, readJsonCheckpoint } from './metrics/checkpoint-folder/json/read-json-checkpoint.js';

export { scopeQueries } from './metrics/read/scope-queries.js';
export type { HostShare, ScopeQuery } from './metrics/read/scope-queries.js';

export * from './domain/index.js';
export * from './errors/index.js';
