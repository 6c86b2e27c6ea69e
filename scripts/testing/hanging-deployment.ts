// A deployment that hangs in one of its steps until a signal comes. It prints the name of each step.
import { once } from 'node:events';
import { arc } from '../lib/deploy/arc.ts';
import { deploy } from '../lib/deploy/deploy.ts';
import { readProject } from '../lib/deploy/project.ts';
import { runCommand } from '../lib/deploy/run-command.ts';
import { stopSignal } from '../lib/signals.ts';

const [hanging, folder = ''] = process.argv.slice(2);
const stop = stopSignal();
// Otherwise Node ends as soon as nothing but a signal can happen.
setInterval(() => {}, 1_000_000);

/** Like Architect, ends well at a Ctrl-C. */
const architect = `
  console.log('arc');
  process.on('SIGINT', () => process.exit());
  if (${hanging === 'arc'}) setInterval(() => {}, 1_000_000);
`;

await runCommand(
  async () =>
    deploy(
      { ...(await readProject('staging')), folder },
      {
        async build() {
          console.log('build');
          if (hanging === 'build') await once(stop, 'abort');
          return undefined;
        },
        arc: (region) => arc(region, ['--eval', architect], process.execPath),
        async smoke() {
          console.log('smoke');
          return hanging === 'smoke' ? new Promise<boolean>(() => {}) : true;
        },
      },
      stop,
    ),
  stop,
);
