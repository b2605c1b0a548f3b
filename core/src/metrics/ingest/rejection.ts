/**
 * Why a line was not stored, as it is counted and as it is told. `quiet` ones do not turn the answer into an error: the reference
 * takes such lines with status 200, and collectors throw a whole batch away at any other.
 */
export const rejections = {
  unknownMetric: { reason: 'unknown metric', quiet: true },
  unsafeName: { reason: 'name of cluster or host could leave its folder', quiet: true },
  noHost: { reason: 'no host', quiet: false },
  noCluster: { reason: 'no cluster', quiet: false },
  badName: { reason: 'name of cluster, host or unit is too long or unusable', quiet: false },
  badMeasurement: { reason: 'malformed measurement', quiet: false },
  badTag: { reason: 'malformed tag', quiet: false },
  badField: { reason: 'malformed field', quiet: false },
  unknownField: { reason: 'a field other than value', quiet: false },
  notANumber: { reason: 'value is not a number', quiet: false },
  outOfRange: { reason: 'value out of range', quiet: false },
  badTime: { reason: 'malformed time', quiet: false },
  future: { reason: 'time lies in the future', quiet: false },
  controlByte: { reason: 'control byte', quiet: false },
  notUtf8: { reason: 'not UTF-8', quiet: false },
  tooLong: { reason: 'line is too long', quiet: false },
  noRoom: { reason: 'memory-cap is reached, and nothing older is left that could go', quiet: false },
  unfinished: { reason: 'line was cut off', quiet: false },
} as const satisfies Record<string, { reason: string; quiet: boolean }>;

export type RejectionKind = keyof typeof rejections;

export const rejectionKinds = Object.keys(rejections) as readonly RejectionKind[];

/** A line that was not stored, for the answer. */
export interface Rejection {
  /** 1-based, counting every line of the body. */
  readonly line: number;
  readonly reason: string;
  /** The beginning of the line. */
  readonly text: string;
}

/** Thrown inside the decoder of single lines, and never out of it. */
export class RejectedLine extends Error {
  constructor(readonly kind: RejectionKind) {
    super(rejections[kind].reason);
  }
}

/** One for each kind, made once: a flood of bad lines must not pay for stack traces. */
export const rejected = Object.fromEntries(rejectionKinds.map((kind) => [kind, new RejectedLine(kind)])) as Readonly<
  Record<RejectionKind, RejectedLine>
>;
