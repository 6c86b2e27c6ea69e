import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import awsLite from '@aws-lite/client';
import * as v from 'valibot';
import takeInventory from '@architect/inventory';
import { askDynamoDb } from '../../scripts/lib/dynamodb.ts';
import { newSecret } from '../../scripts/lib/local-data.ts';
import { startSandbox } from '../../scripts/lib/sandbox.ts';
import { prepareTables } from '../../scripts/lib/tables.ts';
import { buildPage, isNoise, prepareFunctions } from './app.ts';
import { Gate } from './gate.ts';
import { Lab } from './lab.ts';
import type { Browser } from '@playwright/test';
import type { PictureFile } from './lab.ts';

const Program = v.object({ default: v.function() });
const Found = v.object({ ports: v.object({ tables: v.number(), _arc: v.number() }) });
const Value = v.union([v.object({ S: v.string() }), v.object({ N: v.string() })]);
const Scanned = v.object({ Items: v.array(v.record(v.string(), Value)) });

const valueOf = (value: v.InferOutput<typeof Value>) => ('S' in value ? value.S : Number(value.N));

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Only some programs need a browser, and it takes longer to start than a program. So all use one. */
const browser = once(async (): Promise<Browser> => {
  const { launchBrowser } = await import('../browser.ts');
  const launched = await launchBrowser();
  closeBrowser = () => launched.close();
  return launched;
});

/** Ends the browser, if one was needed. */
export let closeBrowser = async (): Promise<void> => {};

/** The app in a folder, running in the sandbox. */
export interface Rig {
  /** Runs the program of a chapter with empty tables. @returns the lines that it prints @throws Error if it dies */
  see(number: number, pictureFile?: PictureFile): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts the app that is laid out in a folder. */
export async function openRig(folder: string): Promise<Rig> {
  const gate = await Gate.open();
  prepareFunctions(folder, gate.port);
  const output: string[] = [];
  const sandbox = await startSandbox({
    folder,
    secret: newSecret(),
    env: { ARC_COLD: '0' },
    print(line) {
      if (!isNoise(line)) output.push(line);
      if (process.env['TUTORIAL_LOUD']) console.error(line);
    },
  });
  const { ports } = v.parse(Found, JSON.parse(sandbox.env['ARC_SANDBOX'] ?? '{}'));
  gate.leadTo(ports);
  const { inv } = await takeInventory({ cwd: folder });
  const endpoint = `http://127.0.0.1:${ports.tables}`;
  const database = await awsLite({ endpoint, region: 'us-west-2', accessKeyId: 'sandbox', secretAccessKey: 'sandbox' });
  const tables = (inv.tables ?? []).map(({ name }) => name);
  const rowsOf = async (table: string) => {
    const { Items } = v.parse(
      Scanned,
      await askDynamoDb(database, 'Scan', { TableName: `${inv.app}-staging-${table}` }),
    );
    return Items.map((item) => Object.fromEntries(Object.entries(item).map(([name, it]) => [name, valueOf(it)])));
  };
  const page = once(() => buildPage(folder));
  const openBrowser = async () => {
    const [open] = await Promise.all([browser(), page()]);
    return open;
  };
  let runs = 0;

  return {
    async see(number, pictureFile = () => undefined) {
      gate.reset();
      // A folder of its own for each run, because Node loads a file only once.
      const programs = join(folder, `see-${++runs}`);
      cpSync(join(folder, 'see'), programs, { recursive: true });
      const lab = new Lab(sandbox.url, gate, openBrowser, rowsOf, pictureFile);
      try {
        const program: unknown = await import(pathToFileURL(join(programs, `${number}.ts`)).href);
        await v.parse(Program, program).default(lab);
        await lab.end();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const said = [...lab.lines, `see ${number} died: ${reason}`, ...gate.problems, ...output.slice(-20)];
        throw new Error(said.join('\n'), { cause: error });
      } finally {
        rmSync(programs, { recursive: true });
      }
      const lines = [...lab.lines, ...gate.problems];
      await prepareTables(database, inv, tables);
      return lines;
    },

    async close() {
      await sandbox.stop();
      gate.close();
    },
  };
}
