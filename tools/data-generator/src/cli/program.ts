import { Command } from 'commander';
import { addArchiveCommand } from './archive-command.js';
import { addLinesCommand } from './lines-command.js';
import { addLiveCommand } from './live-command.js';
import { addPicturesCommand } from './pictures-command.js';
import type { Surroundings } from './surroundings.js';

export function dataGenerator(surroundings: Surroundings): Command {
  const program = new Command('data-generator')
    .description(
      'Simulated clusters: jobs and samples for demo, tests and benchmarks. The same seed gives the same bytes.',
    )
    .showHelpAfterError('(--help tells more)');
  addArchiveCommand(program, surroundings);
  addLiveCommand(program, surroundings);
  addLinesCommand(program, surroundings);
  addPicturesCommand(program, surroundings);
  return program;
}
