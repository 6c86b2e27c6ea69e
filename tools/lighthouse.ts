// npm run lighthouse -w tools: runs Lighthouse on the page, with its desktop and its phone settings.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { browserArgs, findBrowser } from '../scripts/lib/browser.ts';
import { build } from '../scripts/lib/build.ts';
import { environment, Problem, root } from '../scripts/lib/root.ts';
import { startSandbox } from '../scripts/lib/sandbox.ts';

/** Not a dependency that everybody installs: it is larger than all of ours together. */
const lighthouse = 'lighthouse@13.5.0';
const runs = 3;
const floors: Record<string, number> = { performance: 98, accessibility: 100, 'best-practices': 100, seo: 100 };

interface Report {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { title: string; score: number | null; displayValue?: string }>;
}

/** Lighthouse starts the browser itself, and needs the path of ours. */
const env = { ...environment, CHROME_PATH: await findBrowser() };

async function look(url: string, ...args: string[]): Promise<Report> {
  const flags = ['--headless=new', ...browserArgs].join(' ');
  const child = spawn(
    'npm',
    ['exec', '--yes', `--package=${lighthouse}`, '--', 'lighthouse', url, '--quiet', '--output=json'].concat(
      `--only-categories=${Object.keys(floors).join()}`,
      `--chrome-flags=${flags}`,
      args,
    ),
    { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Problem(`Lighthouse failed:\n${err || out}`);
  const report: Report = JSON.parse(out);
  return report;
}

const percent = (score: number | null | undefined) => Math.round((score ?? 0) * 100);

/** The median: a busy machine makes some runs slow. */
const middle = (scores: number[]) => scores.toSorted((a, b) => a - b)[scores.length >> 1] ?? 0;

/** The audits that lost points. */
function complaints({ categories, audits }: Report, category: string): string[] {
  const ids = categories[category]?.auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id) ?? [];
  return ids
    .map((id) => audits[id])
    .filter((audit) => audit !== undefined && audit.score !== null && audit.score < 1)
    .map((audit) => `    ${percent(audit?.score)}  ${audit?.title} ${audit?.displayValue ?? ''}`);
}

const failure = await build();
if (failure) throw new Problem(failure);
const { url, stop } = await startSandbox();
try {
  for (const [device, ...args] of [['desktop', '--preset=desktop'], ['mobile']]) {
    const reports: Report[] = [];
    while (reports.length < runs) reports.push(await look(url, ...args));
    console.log(device);
    for (const [category, floor] of Object.entries(floors)) {
      const scores = reports.map(({ categories }) => percent(categories[category]?.score));
      const score = middle(scores);
      console.log(`${String(score).padStart(5)}  ${category} (${scores.join(', ')})`);
      const [first] = reports;
      if (score < 100 && first) console.log(complaints(first, category).join('\n'));
      if (score < floor) process.exitCode = 1;
    }
  }
} finally {
  await stop();
}
