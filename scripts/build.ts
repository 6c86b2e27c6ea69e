import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { environment, root, tool } from './root.ts';

/** What npm and turbo say around the error that matters. */
const noise = [
  /^\s*$/,
  /^\s*•/,
  /: (npm (warn|error|notice)\b.*|> .*|\s+at .*|\s*)$/,
  /: cache (hit|miss)/,
  /^ERROR +run failed/,
];

/** Builds what changed. @returns undefined, or why it failed */
export async function build(signal: AbortSignal): Promise<string | undefined> {
  // The other functions are built although one fails: stopping them halfway would leave them without a bundle.
  const turbo = spawn(tool('turbo'), ['run', 'build', '--output-logs=errors-only', '--continue', '--no-color'], {
    cwd: root,
    env: { ...environment, TURBO_NO_UPDATE_NOTIFIER: '1', TURBO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const failed = once(turbo, 'close').then(
    ([code]) => code !== 0,
    (error: unknown) => String(error),
  );
  const output = await Promise.all([text(turbo.stdout), text(turbo.stderr)]);
  const outcome = await failed;
  if (!outcome) return undefined;
  const lines = output
    .join('\n')
    .split('\n')
    .filter((line) => !noise.some((it) => it.test(line)));
  return [...lines, ...(typeof outcome === 'string' ? [outcome] : [])].join('\n');
}
