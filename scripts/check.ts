// npm run check: format, lint, types, unused code and unit tests. It takes about a minute.
import { checkSources } from './lib/checks.ts';
import { exitOnStop } from './lib/signals.ts';
import { finish } from './lib/step.ts';

exitOnStop();

await checkSources();
finish(80);
