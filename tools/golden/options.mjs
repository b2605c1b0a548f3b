import { readCommandLine } from '../setup/command-line.mjs';

const parts = ['drive', 'database', 'archive', 'graphql', 'rest'];

const help = `Usage: npm run golden -- [options]

Plays the recorded site into this program, compares everything with what the original did, and prints "agree N of M"
for each part. Ends with 1 when a difference is not named in tools/golden/explained.json with its reason. Needs the
recordings in ../shared/golden; where they are missing it says so and ends with 0.

  --only PARTS     some parts, with commas between (${parts.join()})
  --list           also prints the explained differences
  --keep           keeps the site folders, with server.log in them
  --no-build       the built code is up to date
  -h, --help       this text
`;

/** What the command line asks for; ends the process for `--help` and for mistakes. */
export function readOptions() {
  const { values, refuse } = readCommandLine(help, {
    only: { type: 'string', default: parts.join() },
    list: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  });
  const chosen = values.only.split(',');
  const unknown = chosen.find((part) => !parts.includes(part));
  if (unknown !== undefined) refuse(`--only knows ${parts.join(', ')}, not "${unknown}"`);
  return { chosen, list: values.list, keep: values.keep, skipBuild: values['no-build'] };
}
