import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { environment, root, tool } from './root.ts';

/** Holds the commit of a build that `npm run deploy -- STAGE --build` keeps for `--built`. Every other build removes it. */
export const builtFrom = '.build/commit';

/** Lines of npm, turbo and Node around the actual error. */
const noise = /^(\s*|npm (warn|error|notice)\b.*|> .*|\s+at .*|\s+errors: \[.*|}|cache (hit|miss).*)$/;

/** The lines with the reason for a failure, each with the name of the app. */
function failureIn(output: string): string {
  const lines = stripVTControlCharacters(output).split('\n');
  const reasons = lines.flatMap((line) => {
    const [, app, said] = /^@[^/]+\/([^:]+):build: (.*)$/.exec(line) ?? [];
    return app && said && !noise.test(said) ? [`${app} │ ${said}`] : [];
  });
  return (reasons.length > 0 ? reasons : lines).join('\n').trim();
}

/** Builds the changed workspaces. @param options turbo's options @returns the reason for a failure, or undefined */
export async function build(signal?: AbortSignal, ...options: string[]): Promise<string | undefined> {
  rmSync(join(root, builtFrom), { force: true });
  // With --continue, a failed build does not stop the other builds halfway and leave their functions without a bundle.
  const turbo = spawn(
    tool('turbo'),
    ['run', 'build', '--output-logs=errors-only', '--continue', '--no-color', ...options],
    {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    },
  );
  const ended = once(turbo, 'close').then(
    ([code]) => (code === 0 ? undefined : ''),
    (error: unknown) => String(error),
  );
  const output = await Promise.all([text(turbo.stdout), text(turbo.stderr)]);
  const failure = await ended;
  return failure === undefined ? undefined : failureIn([...output, failure].join('\n'));
}
