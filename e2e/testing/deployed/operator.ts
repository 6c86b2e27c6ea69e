// Runs `npm run admin` with a stand-in for AWS: its port is the first argument.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../../scripts/lib/root.ts';
import { redirectTo } from './redirect.ts';

redirectTo(Number(process.argv.splice(2, 1)[0]));
await import(pathToFileURL(join(root, 'scripts/admin.ts')).href);
