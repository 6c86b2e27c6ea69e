// npm run reset: deletes all messages and the secret of npm start, so that its next start is a first start.
import { runCommand } from './lib/deploy/run-command.ts';
import { dataFolder, deleteData } from './lib/local-data.ts';

await runCommand(async () => {
  deleteData(dataFolder);
  console.log('The local data is deleted: messages, blocks and the secret.');
  return true;
});
