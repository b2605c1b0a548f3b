import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { chooseJob } from '../picture/choose-job.js';
import { jobPicture } from '../picture/job-picture.js';
import { JOB_KINDS } from '../schedule/job-kind.js';
import { simulatedSite } from '../site/simulated-site.js';
import { parseTime } from './parse-values.js';
import { addSiteFlags, siteOptions } from './site-flags.js';
import type { Surroundings } from './surroundings.js';

interface PicturesFlags {
  readonly seed: number;
  readonly cpuNodes: number;
  readonly gpuNodes: number;
  readonly timestep: number;
  readonly directory: string;
  readonly to: string;
}

const week = 7 * 86_400;

export function addPicturesCommand(program: Command, surroundings: Surroundings): void {
  addSiteFlags(program.command('pictures'))
    .description('draw one job of each kind as SVG, as docs/data-generator.md shows them')
    .option('--directory <folder>', 'where to', 'docs/images/simulator')
    .option('--to <time>', 'end of the week that the jobs are chosen from', '2026-01-31T00:00Z')
    .action((flags: PicturesFlags) => {
      const site = simulatedSite(siteOptions(flags));
      const to = parseTime(flags.to, surroundings.now());
      mkdirSync(flags.directory, { recursive: true });
      for (const kind of JOB_KINDS) {
        const chosen = chooseJob(site.models.values(), kind, to - week, to);
        if (chosen === undefined) {
          surroundings.report.write(`${kind}: no such job in that week\n`);
          continue;
        }
        const file = join(flags.directory, `${kind}.svg`);
        writeFileSync(file, jobPicture(chosen.model, chosen.job));
        surroundings.report.write(`${file}\n`);
      }
    });
}
