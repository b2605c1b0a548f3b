import { parentPort, workerData } from 'node:worker_threads';
import { ArchiveMaker, type ArchivePlan, type ArchiveTask } from './archive-task.js';

// Runs as a worker thread: one answer for each task, in order. An error ends the thread and reaches its owner.
const maker = new ArchiveMaker(workerData as ArchivePlan);
parentPort?.on('message', (task: ArchiveTask) => parentPort?.postMessage(maker.run(task)));
