// npm run chaos -w e2e: real clients against the real app, through a network that loses, doubles, delays and cuts, and with
// functions that die. `npm run chaos -w e2e -- --seed 7 --seconds 60 --people 8`
import { Problem } from '../../scripts/lib/root.ts';
import { onStop } from '../../scripts/lib/signals.ts';
import { fingerprint } from './fingerprint.ts';
import { readOptions } from './options.ts';
import { failuresOf, summary } from './report.ts';
import { chaos, type Progress } from './run.ts';
import { castOf } from './script.ts';

const stopping = new AbortController();

/** One line that is written over; where that cannot be, a line now and then. */
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
// Whoever read our output may be gone before we are.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

async function main(): Promise<number> {
  const wanted = readOptions(process.argv.slice(2));
  const { seed, seconds, people } = wanted;
  console.log(`seed ${seed}: ${people} people, ${seconds} seconds`);
  for (const [what, hash] of Object.entries(fingerprint(seed, castOf(seed, people, seconds)))) {
    console.log(`  ${what.padEnd(9)} ${hash}`);
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
  console.error(['What the functions and the sandbox said last:', ...report.output].join('\n  '));
  console.error(`✗ seed ${seed}: ${failures.length} failures`);
  return 1;
}

try {
  process.exit(await main());
} catch (error) {
  if (stopping.signal.aborted) process.exit(130);
  console.error(error instanceof Problem ? `\n${error.message}` : error);
  process.exit(1);
}
