import accessRoom from '../access/room.js';
import archiverRoom from '../archive/archiver-room.js';
import archiveRoom from '../archive/room.js';
import httpRoom from '../http/room.js';
import journalRoom from '../journal/room.js';
import liveRoom from '../live/room.js';
import { databaseRoom } from '../jobs/database-room.js';
import { jobsRoom } from '../jobs/room.js';
import { metricsRoom } from '../metrics/room.js';
import type { AnyPluginDefinition } from './define-plugin.js';

/** The rooms of the core. They are plugins like all others, only that no config file needs to name them. */
export const ROOMS: readonly AnyPluginDefinition[] = [
  databaseRoom,
  jobsRoom,
  accessRoom,
  archiveRoom,
  archiverRoom,
  metricsRoom,
  httpRoom,
  liveRoom,
  journalRoom,
];
