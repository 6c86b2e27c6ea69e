// npm run check: format, lint, types, unused code and units, for the minute between two edits.
import { checkSources } from './lib/checks.ts';
import { finish } from './lib/step.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

await checkSources();
finish(80);
