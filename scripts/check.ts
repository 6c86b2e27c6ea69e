// npm run check: format, lint, types, unused code and units, for the minute between two edits.
import { checkSources } from './lib/checks.ts';
import { exitOnStop } from './lib/signals.ts';
import { finish } from './lib/step.ts';

exitOnStop();

await checkSources();
finish(80);
