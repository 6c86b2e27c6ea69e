/** The arguments of `set.static`. The stage is null unless deploying. */
type StaticArguments = { inventory: { inv: { _arc: { deployStage: string | null } } } };

/**
 * Deploys copies of the page's files, whose names contain a hash of their content: see apps/get-index/vite.config.ts.
 * Architect uploads "fingerprinted" files before it changes the functions, and lets browsers keep them. So a new page
 * never gets an old file, and the files of older pages stay. The sandbox serves the files themselves.
 * https://arc.codes/docs/en/guides/plugins/set#setstatic
 */
export const deployCopies = ({ inventory }: StaticArguments) =>
  inventory.inv._arc.deployStage === null ? {} : { folder: '.build/static', fingerprint: 'external' };
