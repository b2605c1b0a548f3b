/** What a program does to a node while it computes; shares of the limits of what the job was given. */
export interface Application {
  readonly name: string;
  readonly module: string;
  readonly command: string;
  /** Busy time of a core. */
  readonly cpu: number;
  readonly flops: number;
  readonly memoryBandwidth: number;
  readonly ipc: number;
  /** Share of vector operations. */
  readonly vector: number;
  readonly network: number;
  /** While it computes, and at start and checkpoints. */
  readonly read: number;
  readonly write: number;
  readonly memory: number;
  readonly accelerator: number;
  readonly acceleratorMemory: number;
  /** Seconds of one round of its outer loop, and how far activity falls between rounds. */
  readonly period: number;
  readonly depth: number;
  /** Seconds between checkpoints. */
  readonly checkpoint: number;
}

const onProcessors = { accelerator: 0, acceleratorMemory: 0 };

export const applications = {
  dynamics: {
    name: 'md',
    module: 'gromacs/2024.2',
    command: 'gmx_mpi mdrun -deffnm production',
    cpu: 0.98,
    flops: 0.24,
    memoryBandwidth: 0.16,
    ipc: 2.3,
    vector: 0.86,
    network: 0.1,
    read: 0.002,
    write: 0.004,
    memory: 0.12,
    period: 420,
    depth: 0.12,
    checkpoint: 2400,
    accelerator: 0.82,
    acceleratorMemory: 0.18,
  },
  fluid: {
    name: 'cfd',
    module: 'openfoam/2312',
    command: 'pimpleFoam -parallel',
    cpu: 0.99,
    flops: 0.05,
    memoryBandwidth: 0.82,
    ipc: 0.9,
    vector: 0.34,
    network: 0.16,
    read: 0.002,
    write: 0.01,
    memory: 0.42,
    period: 540,
    depth: 0.3,
    checkpoint: 1500,
    ...onProcessors,
  },
  climate: {
    name: 'climate',
    module: 'icon/2.6',
    command: 'icon',
    cpu: 0.97,
    flops: 0.09,
    memoryBandwidth: 0.58,
    ipc: 1.3,
    vector: 0.62,
    network: 0.22,
    read: 0.004,
    write: 0.02,
    memory: 0.55,
    period: 900,
    depth: 0.45,
    checkpoint: 1200,
    ...onProcessors,
  },
  chemistry: {
    name: 'dft',
    module: 'vasp/6.4',
    command: 'vasp_std',
    cpu: 0.98,
    flops: 0.42,
    memoryBandwidth: 0.44,
    ipc: 1.9,
    vector: 0.9,
    network: 0.34,
    read: 0.001,
    write: 0.002,
    memory: 0.66,
    period: 660,
    depth: 0.38,
    checkpoint: 3600,
    ...onProcessors,
  },
  lattice: {
    name: 'lattice',
    module: 'openqcd/2.0',
    command: 'ym1',
    cpu: 0.99,
    flops: 0.3,
    memoryBandwidth: 0.7,
    ipc: 1.6,
    vector: 0.95,
    network: 0.42,
    read: 0.001,
    write: 0.003,
    memory: 0.3,
    period: 300,
    depth: 0.2,
    checkpoint: 3000,
    ...onProcessors,
  },
  genome: {
    name: 'align',
    module: 'bwa-mem2/2.2',
    command: 'bwa-mem2 mem -t $SLURM_CPUS_PER_TASK ref.fa reads.fq',
    cpu: 0.88,
    flops: 0.01,
    memoryBandwidth: 0.22,
    ipc: 1.5,
    vector: 0.28,
    network: 0.01,
    read: 0.06,
    write: 0.03,
    memory: 0.5,
    period: 480,
    depth: 0.5,
    checkpoint: 900,
    ...onProcessors,
  },
  training: {
    name: 'train',
    module: 'python/3.12-torch',
    command: 'python train.py --config large.yaml',
    cpu: 0.38,
    flops: 0.02,
    memoryBandwidth: 0.18,
    ipc: 1.4,
    vector: 0.4,
    network: 0.18,
    read: 0.08,
    write: 0.004,
    memory: 0.3,
    period: 1200,
    depth: 0.4,
    checkpoint: 1800,
    accelerator: 0.95,
    acceleratorMemory: 0.84,
  },
  inference: {
    name: 'screen',
    module: 'python/3.12-torch',
    command: 'python screen.py --batch 256',
    cpu: 0.24,
    flops: 0.01,
    memoryBandwidth: 0.1,
    ipc: 1.2,
    vector: 0.35,
    network: 0.02,
    read: 0.04,
    write: 0.02,
    memory: 0.18,
    period: 360,
    depth: 0.6,
    checkpoint: 1200,
    accelerator: 0.58,
    acceleratorMemory: 0.4,
  },
  notebook: {
    name: 'notebook',
    module: 'jupyter/4.1',
    command: 'jupyter lab --no-browser',
    cpu: 0.3,
    flops: 0.01,
    memoryBandwidth: 0.05,
    ipc: 1.1,
    vector: 0.2,
    network: 0.002,
    read: 0.004,
    write: 0.001,
    memory: 0.2,
    period: 540,
    depth: 0.92,
    checkpoint: 2700,
    accelerator: 0.22,
    acceleratorMemory: 0.25,
  },
} as const satisfies Record<string, Application>;

export type ApplicationName = keyof typeof applications;
