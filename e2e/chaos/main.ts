// npm run chaos -w e2e [-- --seed 7 --seconds 60 --people 8 --host process]: a chaos test of the promise in README.md.
// 1. Storm: people (participant.ts) chat in the real app. Their network (network.ts) loses, doubles, delays and
//    reorders frames and cuts sockets; pages and functions die. The seed decides all actions (script.ts) and all
//    faults (plan.ts).
// 2. Calm: there are no more faults. Every message that waits in an outbox has to be sent (end.ts).
// 3. Judgement: judge.ts compares the texts that people wrote, the rooms' logs and the messages that each page shows.
import { Problem } from '../../scripts/lib/root.ts';
import { onStop } from '../../scripts/lib/signals.ts';
import { fingerprint } from './fingerprint.ts';
import { readOptions } from './options.ts';
import { failuresOf, summary } from './report.ts';
import { chaos, type Progress } from './run.ts';
import { castOf } from './script.ts';

const stopping = new AbortController();

/** Prints the progress: in a terminal one line that is overwritten, elsewhere a line every ten seconds. */
function progress() {
  const since = performance.now();
  let told = 0;
  return ({ phase, sent, faults, connections }: Progress) => {
    const seconds = Math.round((performance.now() - since) / 1000);
    const line = `${seconds} s, ${phase}: ${sent} messages, ${faults} faults, ${connections} connections`;
    if (process.stdout.isTTY) process.stdout.write(`\r\u001B[K${line}`);
    else if (phase !== 'storm' || seconds >= told + 10) {
      told = seconds;
      console.log(line);
    }
  };
}

onStop(() => stopping.abort());
// The reader of our output may exit first, `head` for example. The error must not end the run.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

async function main(): Promise<number> {
  const wanted = readOptions(process.argv.slice(2));
  const { seed, seconds, people } = wanted;
  console.log(
    `seed ${seed}: ${people} people, ${seconds} seconds. The same options give the same plan, with these hashes:`,
  );
  for (const [part, hash] of Object.entries(fingerprint(seed, castOf(seed, people, seconds)))) {
    console.log(`  ${part.padEnd(9)} ${hash}`);
  }
  const report = await chaos(wanted, stopping.signal, progress());
  if (process.stdout.isTTY) process.stdout.write('\r\u001B[K');
  console.log(summary(report));
  const failures = failuresOf(report, wanted);
  if (failures.length === 0) {
    console.log('✓ nothing lost, nothing doubled, nothing reordered');
    return 0;
  }
  for (const failure of failures) console.error(`✗ ${failure}`);
  console.error(['The last lines of the functions and the sandbox:', ...report.output].join('\n  '));
  const again = `npm run chaos -w e2e -- --seed ${seed} --seconds ${seconds} --people ${people} --host ${wanted.host}`;
  console.error(`✗ seed ${seed}: ${failures.length} failures. Run it again with: ${again}`);
  return 1;
}

try {
  process.exit(await main());
} catch (error) {
  if (stopping.signal.aborted) process.exit(130);
  console.error(error instanceof Problem ? `\n${error.message}` : error);
  process.exit(1);
}
