import { join } from 'node:path';

/** What we read of Architect's inventory, which has no types of its own. */
type Lambda = {
  name: string;
  pragma: string | null;
  build?: string;
  config: { runtime: string; timeout: number };
};

type Inventory = { lambdasBySrcDir: Record<string, Lambda | Lambda[]> | null };

/** The arguments of a `sandbox.*` hook. */
export type HookArguments = { inventory: { inv: Inventory } };

/** The arguments of `set.runtimes`, which runs before there are any functions. The stage is null unless deploying. */
export type RuntimeArguments = { inventory: { inv: { _arc: { deployStage: string | null } } } };

/** See https://arc.codes/docs/en/guides/plugins/set#setruntimes */
export type Runtime = {
  name: string;
  type: 'transpiled' | 'compiled';
  build: string;
  handlerFile: string;
  baseRuntime?: string;
};

/** A function that is ours to run. `name` is what the sandbox puts into AWS_LAMBDA_FUNCTION_NAME. */
export type WarmFunction = { name: string; folder: string; bundle: string; timeoutMs: number };

/** The functions of this runtime; another one may well be set in a function's config.arc. */
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
