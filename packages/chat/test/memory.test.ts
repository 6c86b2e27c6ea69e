import { contract } from '../testing/contract.ts';
import { Memory } from '../testing/memory.ts';

contract('in memory', new Memory().ports());
