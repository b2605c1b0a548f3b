import type { ApplicationName } from './application.js';
import type { JobKind } from './job-kind.js';

export interface SimulatedProject {
  readonly name: string;
  readonly title: string;
  /** Login name. */
  readonly manager: string;
}

export interface SimulatedUser {
  readonly username: string;
  readonly name: string;
  readonly project: string;
  /** How much this user computes on each kind of cluster, relative to the others. */
  readonly share: { readonly cpu: number; readonly gpu: number };
  /** Favourite programs, with weights. */
  readonly applications: readonly (readonly [ApplicationName, number])[];
  /** Usual and largest number of nodes. */
  readonly nodes: readonly [usual: number, most: number];
  /** Usual run time. */
  readonly minutes: number;
  /** Kinds that happen to this user more (or less) often than to others. */
  readonly leanings: Partial<Record<JobKind, number>>;
}

export const projects: readonly SimulatedProject[] = [
  { name: 'flow', title: 'Turbulent flow in pipes and around wings', manager: 'manager' },
  { name: 'earth', title: 'Regional climate of the next thirty years', manager: 'hbergmann' },
  { name: 'matter', title: 'Materials from first principles', manager: 'ilindqvist' },
  { name: 'life', title: 'Proteins, genes and medicines', manager: 'jokafor' },
  { name: 'learn', title: 'Learning systems for vision and language', manager: 'manager' },
];

export const users: readonly SimulatedUser[] = [
  {
    username: 'user',
    name: 'Uma Serrano',
    project: 'flow',
    share: { cpu: 14, gpu: 10 },
    applications: [
      ['fluid', 5],
      ['training', 2],
      ['notebook', 1],
    ],
    nodes: [2, 4],
    minutes: 30,
    leanings: { 'one-core': 3, 'memory-leak': 2, 'idle-gpus': 2 },
  },
  {
    username: 'abaker',
    name: 'Ada Baker',
    project: 'flow',
    share: { cpu: 18, gpu: 2 },
    applications: [
      ['fluid', 6],
      ['lattice', 1],
    ],
    nodes: [3, 6],
    minutes: 55,
    leanings: { 'load-imbalance': 3 },
  },
  {
    username: 'cnovak',
    name: 'Ciril Novak',
    project: 'earth',
    share: { cpu: 16, gpu: 0 },
    applications: [['climate', 6]],
    nodes: [4, 7],
    minutes: 80,
    leanings: { 'file-system-wait': 3, array: 0.3 },
  },
  {
    username: 'dmeyer',
    name: 'Dorothea Meyer',
    project: 'earth',
    share: { cpu: 9, gpu: 2 },
    applications: [
      ['climate', 3],
      ['notebook', 2],
    ],
    nodes: [1, 3],
    minutes: 25,
    leanings: { 'timed-out': 3 },
  },
  {
    username: 'erossi',
    name: 'Elio Rossi',
    project: 'matter',
    share: { cpu: 16, gpu: 3 },
    applications: [
      ['chemistry', 6],
      ['dynamics', 1],
    ],
    nodes: [2, 4],
    minutes: 45,
    leanings: { 'memory-leak': 2, array: 2 },
  },
  {
    username: 'fnguyen',
    name: 'Fen Nguyen',
    project: 'matter',
    share: { cpu: 10, gpu: 4 },
    applications: [
      ['lattice', 4],
      ['chemistry', 2],
    ],
    nodes: [4, 8],
    minutes: 70,
    leanings: { throttled: 3 },
  },
  {
    username: 'gsilva',
    name: 'Graça Silva',
    project: 'life',
    share: { cpu: 10, gpu: 12 },
    applications: [
      ['dynamics', 5],
      ['genome', 2],
    ],
    nodes: [1, 2],
    minutes: 50,
    leanings: { array: 3 },
  },
  {
    username: 'kowusu',
    name: 'Kofi Owusu',
    project: 'life',
    share: { cpu: 8, gpu: 2 },
    applications: [
      ['genome', 6],
      ['notebook', 1],
    ],
    nodes: [1, 1],
    minutes: 18,
    leanings: { array: 4, 'one-core': 3 },
  },
  {
    username: 'ltanaka',
    name: 'Leo Tanaka',
    project: 'learn',
    share: { cpu: 1, gpu: 20 },
    applications: [
      ['training', 6],
      ['inference', 1],
    ],
    nodes: [2, 4],
    minutes: 95,
    leanings: { throttled: 2 },
  },
  {
    username: 'mhaddad',
    name: 'Maya Haddad',
    project: 'learn',
    share: { cpu: 1, gpu: 16 },
    applications: [
      ['inference', 4],
      ['training', 2],
      ['notebook', 2],
    ],
    nodes: [1, 2],
    minutes: 35,
    leanings: { 'idle-gpus': 4, failed: 2 },
  },
];
