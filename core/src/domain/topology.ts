import { InvalidInputError } from '../errors/index.js';
import type { Topology } from './cluster.js';

/** Which units a set of smaller units lies in. */
export interface TouchedUnits {
  /** Ascending, without duplicates. */
  readonly ids: readonly number[];
  /** Nothing of the touched units is left out. */
  readonly exclusive: boolean;
}

/**
 * Looks up which hardware threads, cores, memory domains and sockets of a node belong together. Built once for a
 * sub-cluster. Ids are positions in the topology's lists; unknown ones are ignored, repeated ones count once.
 */
export class TopologyMap {
  private readonly socketsByThread: Memberships;
  private readonly coresByThread: Memberships;
  private readonly domainsByThread: Memberships;
  private readonly socketsByCore: Memberships;

  constructor(readonly topology: Topology) {
    this.socketsByThread = new Memberships(topology.socket);
    this.coresByThread = new Memberships(topology.core);
    this.domainsByThread = new Memberships(topology.memoryDomain);
    const coresOfSocket: number[][] = topology.socket.map(() => []);
    topology.core.forEach((threads, core) => {
      for (const socket of this.socketsByThread.touchedBy(threads).ids) coresOfSocket[socket]!.push(core);
    });
    this.socketsByCore = new Memberships(coresOfSocket);
  }

  socketsOf(hwthreads: readonly number[]): TouchedUnits {
    return this.socketsByThread.touchedBy(hwthreads);
  }

  socketsOfCores(cores: readonly number[]): TouchedUnits {
    return this.socketsByCore.touchedBy(cores);
  }

  coresOf(hwthreads: readonly number[]): TouchedUnits {
    return this.coresByThread.touchedBy(hwthreads);
  }

  memoryDomainsOf(hwthreads: readonly number[]): TouchedUnits {
    return this.domainsByThread.touchedBy(hwthreads);
  }

  /** Ids of the cores that lie at least partly in the socket. */
  coresOfSocket(socket: number): readonly number[] {
    return this.socketsByCore.units[socket] ?? [];
  }

  hwthreadsOfSocket(socket: number): readonly number[] {
    return this.topology.socket[socket] ?? [];
  }

  hwthreadsOfCore(core: number): readonly number[] {
    return this.topology.core[core] ?? [];
  }

  hwthreadsOfMemoryDomain(domain: number): readonly number[] {
    return this.topology.memoryDomain[domain] ?? [];
  }

  /** Socket → those of the given domains whose first hardware thread lies in it. */
  memoryDomainsBySocket(domains: readonly number[]): ReadonlyMap<number, readonly number[]> {
    const bySocket = new Map<number, number[]>();
    for (const domain of distinct(domains)) {
      const threads = this.topology.memoryDomain[domain];
      if (!threads) throw new InvalidInputError(`there is no memory domain ${domain}`);
      if (threads.length === 0) throw new InvalidInputError(`memory domain ${domain} has no hardware threads`);
      const socket = this.socketsByThread.of(threads[0]!)[0];
      if (socket === undefined) throw new InvalidInputError(`memory domain ${domain} lies in no socket`);
      bySocket.set(socket, [...(bySocket.get(socket) ?? []), domain]);
    }
    return new Map([...bySocket].sort(([a], [b]) => a - b));
  }

  /** In file order. */
  get acceleratorIds(): readonly string[] {
    return (this.topology.accelerators ?? []).map(({ id }) => id);
  }

  acceleratorId(index: number): string {
    const accelerator = this.topology.accelerators?.[index];
    if (!accelerator) throw new InvalidInputError(`there is no accelerator ${index}`);
    return accelerator.id;
  }

  /** Rejects when an id is not a number. */
  acceleratorNumbers(): readonly number[] {
    return this.acceleratorIds.map((id) => {
      if (!/^[+-]?\d+$/.test(id)) throw new InvalidInputError(`accelerator id ${JSON.stringify(id)} is not a number`);
      return Number(id);
    });
  }
}

/** Which units each member belongs to; a member may belong to several. */
class Memberships {
  readonly units: readonly (readonly number[])[];
  private readonly unitsOf = new Map<number, number[]>();

  constructor(units: readonly (readonly number[])[]) {
    this.units = units.map((members) => [...new Set(members)]);
    this.units.forEach((members, unit) => {
      for (const member of members) {
        const known = this.unitsOf.get(member);
        if (known) known.push(unit);
        else this.unitsOf.set(member, [unit]);
      }
    });
  }

  of(member: number): readonly number[] {
    return this.unitsOf.get(member) ?? [];
  }

  touchedBy(members: readonly number[]): TouchedUnits {
    const given = new Map<number, number>();
    for (const member of new Set(members)) {
      for (const unit of this.of(member)) given.set(unit, (given.get(unit) ?? 0) + 1);
    }
    return {
      ids: distinct(given.keys()),
      exclusive: [...given].every(([unit, count]) => count === this.units[unit]!.length),
    };
  }
}

function distinct(ids: Iterable<number>): number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}
