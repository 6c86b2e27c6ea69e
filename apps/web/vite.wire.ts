import { bundle } from './vite.config.ts';

/** The drawer is apart from the page: a module that both need is in both, or it would be loaded under two addresses. */
export default bundle('wire', 'src/wire/index.ts');
