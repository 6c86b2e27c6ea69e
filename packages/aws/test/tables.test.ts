import { after } from 'node:test';
import { contract } from '@arc-chat/chat/testing/contract';
import { startTables } from '../testing/tables.ts';

after(await startTables());
const { log, seats, connections, tickets } = await import('../src/tables.ts');

contract('in DynamoDB', { log, seats, connections, tickets });
