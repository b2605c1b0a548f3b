import { coresOf, type Hardware } from './hardware.js';

/** As `cluster.json` has it: lists of hardware threads, ids are positions. */
export interface TopologyDocument {
  readonly node: readonly number[];
  readonly socket: readonly (readonly number[])[];
  readonly memoryDomain: readonly (readonly number[])[];
  readonly core: readonly (readonly number[])[];
  readonly accelerators?: readonly { readonly id: string; readonly type: string; readonly model: string }[];
}

/** Threads are numbered as Linux does: first threads of all cores, then the second ones. */
export function topologyOf(hardware: Hardware): TopologyDocument {
  const cores = coresOf(hardware);
  const core = count(cores, (index) => count(hardware.threadsPerCore, (thread) => index + thread * cores));
  const parts = (number: number): number[][] =>
    count(number, (part) =>
      core
        .slice((part * cores) / number, ((part + 1) * cores) / number)
        .flat()
        .sort(ascending),
    );
  const accelerators = hardware.accelerators;
  return {
    node: count(cores * hardware.threadsPerCore, (thread) => thread),
    socket: parts(hardware.sockets),
    memoryDomain: parts(hardware.sockets * hardware.domainsPerSocket),
    core,
    ...(accelerators && {
      accelerators: accelerators.addresses.map((id) => ({ id, type: accelerators.type, model: accelerators.model })),
    }),
  };
}

function count<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}

const ascending = (a: number, b: number): number => a - b;
