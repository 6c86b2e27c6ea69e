import { join } from 'node:path';

/** The parts of Architect's inventory that are used here. Architect has no types for it. */
type Lambda = {
  name: string;
  pragma: string | null;
  build?: string;
  config: { runtime: string; timeout: number };
};

type Inventory = { lambdasBySrcDir: Record<string, Lambda | Lambda[]> | null };

/** The arguments of a `sandbox.*` hook. */
export type HookArguments = { inventory: { inv: Inventory } };

/** The arguments of `set.runtimes`. It runs before the functions are known. The stage is null unless deploying. */
export type RuntimeArguments = { inventory: { inv: { _arc: { deployStage: string | null } } } };

/** See https://arc.codes/docs/en/guides/plugins/set#setruntimes */
export type Runtime = {
  name: string;
  type: 'transpiled' | 'compiled';
  build: string;
  handlerFile: string;
  baseRuntime?: string;
};

/** A function that this plugin runs. The sandbox sets AWS_LAMBDA_FUNCTION_NAME to its `name`. */
export type WarmFunction = { name: string; folder: string; bundle: string; timeoutMs: number };

/** The functions with this runtime: a function's config.arc may set another runtime. */
export function warmFunctions(inventory: Inventory, runtime: string): WarmFunction[] {
  return Object.values(inventory.lambdasBySrcDir ?? {})
    .flat()
    .flatMap(({ name, pragma, build, config }) =>
      config.runtime === runtime && build
        ? [
            {
              name: `@${pragma} ${name}`,
              folder: build,
              bundle: join(build, 'index.mjs'),
              timeoutMs: config.timeout * 1000,
            },
          ]
        : [],
    );
}
