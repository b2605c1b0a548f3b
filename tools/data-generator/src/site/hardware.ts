/** What a node is made of; the limits of everything that it can do. */
export interface Hardware {
  readonly processor: string;
  readonly sockets: number;
  readonly domainsPerSocket: number;
  readonly coresPerDomain: number;
  readonly threadsPerCore: number;
  /** Gigabytes. */
  readonly memory: number;
  /** Gigabytes per second of the whole node. */
  readonly memoryBandwidth: number;
  /** Megahertz. */
  readonly clock: {
    readonly idle: number;
    readonly nominal: number;
    readonly turbo: number;
    readonly throttled: number;
  };
  readonly flopsPerCycle: { readonly scalar: number; readonly simd: number };
  /** Watts of a socket. */
  readonly socketPower: { readonly idle: number; readonly limit: number };
  /** Watts of the memory of a socket. */
  readonly memoryPower: { readonly idle: number; readonly limit: number };
  /** Watts of board, fans and disks. */
  readonly boardPower: number;
  /** Megabytes per second and direction. */
  readonly network: number;
  /** Megabytes per second and direction. */
  readonly fileSystem: number;
  readonly accelerators: AcceleratorHardware | undefined;
}

interface AcceleratorHardware {
  readonly addresses: readonly string[];
  readonly type: string;
  readonly model: string;
  /** Gigabytes. */
  readonly memory: number;
  /** Watts. */
  readonly power: { readonly idle: number; readonly limit: number };
  /** Megahertz. */
  readonly clock: { readonly idle: number; readonly boost: number; readonly throttled: number };
}

export const cpuNode: Hardware = {
  processor: 'Intel(R) Xeon(R) Platinum 8360Y CPU @ 2.40GHz',
  sockets: 2,
  domainsPerSocket: 2,
  coresPerDomain: 18,
  threadsPerCore: 1,
  memory: 256,
  memoryBandwidth: 350,
  clock: { idle: 800, nominal: 2400, turbo: 3100, throttled: 1150 },
  flopsPerCycle: { scalar: 2, simd: 32 },
  socketPower: { idle: 58, limit: 250 },
  memoryPower: { idle: 9, limit: 38 },
  boardPower: 95,
  network: 12_500,
  fileSystem: 4_000,
  accelerators: undefined,
};

export const gpuNode: Hardware = {
  processor: 'AMD EPYC 7713 64-Core Processor',
  sockets: 2,
  domainsPerSocket: 4,
  coresPerDomain: 16,
  threadsPerCore: 2,
  memory: 1024,
  memoryBandwidth: 400,
  clock: { idle: 1500, nominal: 2000, turbo: 3300, throttled: 1200 },
  flopsPerCycle: { scalar: 2, simd: 16 },
  socketPower: { idle: 68, limit: 225 },
  memoryPower: { idle: 14, limit: 52 },
  boardPower: 310,
  network: 25_000,
  fileSystem: 6_000,
  accelerators: {
    addresses: ['07', '0F', '47', '4E', '87', '90', 'B7', 'BD'].map((bus) => `00000000:${bus}:00.0`),
    type: 'Nvidia GPU',
    model: 'A100-SXM4-80GB',
    memory: 80,
    power: { idle: 52, limit: 400 },
    clock: { idle: 210, boost: 1410, throttled: 690 },
  },
};

export function coresOf(hardware: Hardware): number {
  return hardware.sockets * hardware.domainsPerSocket * hardware.coresPerDomain;
}

export function threadsOf(hardware: Hardware): number {
  return coresOf(hardware) * hardware.threadsPerCore;
}

/** Gigaflops per second of a whole node. */
export function peakFlops(hardware: Hardware, kind: 'scalar' | 'simd'): number {
  return (coresOf(hardware) * hardware.clock.nominal * hardware.flopsPerCycle[kind]) / 1000;
}

/** Gigabytes that the operating system keeps for itself. */
export function systemMemory({ memory }: Hardware): number {
  return 4 + memory / 128;
}
