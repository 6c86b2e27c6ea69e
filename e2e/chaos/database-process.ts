// A DynamoDB in memory, in a process of its own: it outlives a sandbox that is killed.
import dynalite from 'dynalite';

const [port] = process.argv.slice(2);

process.once('disconnect', () => process.exit());
dynalite({ createTableMs: 0 }).listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
