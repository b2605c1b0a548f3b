import Type, { type Static } from 'typebox';
import { ArchiveSection } from './archive-section.js';
import { AuthSection } from './auth-section.js';
import { MainSection } from './main-section.js';
import { MetricStoreExternalSection, MetricStoreSection } from './metric-store-section.js';
import { CronSection, NatsSection, PluginsSection, UiSection } from './other-sections.js';
import { closed } from './schema-parts.js';

/** Every section of the config file and every key of each. */
export const ConfigSchema = closed({
  main: MainSection,
  auth: Type.Optional(AuthSection),
  archive: Type.Optional(ArchiveSection),
  'metric-store': Type.Optional(MetricStoreSection),
  'metric-store-external': Type.Optional(MetricStoreExternalSection),
  nats: Type.Optional(NatsSection),
  cron: Type.Optional(CronSection),
  ui: Type.Optional(UiSection),
  plugins: Type.Optional(PluginsSection),
});

/** The config file after checking, defaults filled in. */
export type Sections = Static<typeof ConfigSchema>;

export const SECTION_NAMES = Object.keys(ConfigSchema.properties);
