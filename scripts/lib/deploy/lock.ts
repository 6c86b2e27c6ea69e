import { join } from 'node:path';
import { lock } from '../lock.ts';

/** Keeps other deployments of this folder out, because they share `.build`. @throws Problem if there is one */
export const lockDeployments = (folder: string): Disposable =>
  lock(
    join(folder, 'node_modules/.deploying'),
    'A deployment is already running in this folder. Wait until it has ended, then run this again.',
  );
