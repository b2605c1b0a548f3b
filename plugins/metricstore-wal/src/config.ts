import { token } from '@cc-kernel/core/plugin';
import Type from 'typebox';
import type { Static } from 'typebox';

export const WalCheckpointConfig = Type.Object(
  {
    directory: Type.String({
      minLength: 1,
      default: './var/checkpoints',
      description: 'Root folder of the checkpoints, made when it is missing; holds <cluster>/<host>/<from>.bin',
    }),
    durability: Type.Enum(['memory', 'os', 'disk'], {
      default: 'disk',
      description: 'How safe samples are when a sender gets its answer: in memory, handed to the system, on the disk',
    }),
    maxLogSize: Type.Integer({
      minimum: 0,
      default: 0,
      description: 'Bytes of log above which a checkpoint is made early; 0: unlimited',
    }),
  },
  { additionalProperties: false },
);
export type WalCheckpointConfig = Static<typeof WalCheckpointConfig>;
export type Durability = WalCheckpointConfig['durability'];

export const WalCheckpointOptions = token<WalCheckpointConfig>('metricstore-wal.options');
