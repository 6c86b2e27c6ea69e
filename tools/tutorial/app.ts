import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { linkPackages } from './layout.ts';

const shim = pathToFileURL(join(import.meta.dirname, 'shim.ts')).href;

/** The folders of the functions in an app.arc. */
const functionsIn = (arc: string): string[] => Array.from(arc.matchAll(/^ *src (\S+)$/gm), ([, path = '']) => path);

/**
 * Puts a file where the runtime plugin expects each function. It imports the function's source, since Node strips the
 * types.
 *
 * @param gate the port of the gate that the functions' calls go through, if there is one
 */
export function prepareFunctions(folder: string, gate?: number): void {
  linkPackages(folder);
  for (const path of functionsIn(readFileSync(join(folder, 'app.arc'), 'utf8'))) {
    const source = `../../../${path}/index.ts`;
    const name = path.replace(/^.*\//, '');
    const text =
      gate === undefined
        ? `export { handler } from '${source}';\n`
        : `import { through } from '${shim}';\nexport const handler = through(${gate}, '${name}', () => import('${source}'));\n`;
    mkdirSync(join(folder, '.build', path), { recursive: true });
    writeFileSync(join(folder, '.build', path, 'index.mjs'), text);
  }
}

/** A warning of Architect that is of no use here. */
export const isNoise = (line: string): boolean => line.includes('Possible global install of Architect');

/** Builds the page's script, once the app has one that is TypeScript. */
export async function buildPage(folder: string): Promise<void> {
  const web = join(folder, 'apps/web');
  if (!existsSync(web)) return;
  const { build } = await import('vite');
  await build({ root: web, configFile: join(web, 'vite.config.ts') });
}
