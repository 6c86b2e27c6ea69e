import { logId, removeFrame, room, sayFrame } from './scene.ts';

const hello = { type: 'hello', room };
export const pageFrame = { type: 'page', room };
export const here = { log: logId, after: 3 };
const elsewhere = { log: 'e'.repeat(32), after: 3 };

const admitted = 'seats.renew';
/** An event of PROTOCOL.md, ada's frame for it in a room of five people and five rows, and the calls of each tick. */
export const events = [
  // 4 calls and N posts, with 3 calls in a row before the first post.
  ['`say`', sayFrame(1, here), ['log.from seats.renew', 'log.put', 'seats.inRoom', 'sockets.post ×5']],
  [
    '`say` again, when it is in there',
    sayFrame(1_000_004, here),
    ['log.from seats.renew', 'seats.inRoom', 'sockets.post ×5'],
  ],
  ['`say` with a floor of another log', sayFrame(1, elsewhere), ['log.from seats.renew', 'sockets.post']],
  [
    '`remove`',
    removeFrame(1, 3),
    ['log.from ×2 seats.renew', 'log.erase', 'log.put', 'seats.inRoom', 'sockets.post ×5'],
  ],
  ['`hello`', hello, [admitted, 'log.before seats.inRoom', 'sockets.post', 'sockets.post ×4']],
  [
    '`hello` with a cursor',
    { ...hello, ...here },
    [admitted, 'log.before log.from seats.inRoom', 'sockets.post', 'sockets.post ×4'],
  ],
  [
    '`hello` with one of another log',
    { ...hello, ...elsewhere },
    [admitted, 'log.before log.from seats.inRoom', 'log.before', 'sockets.post', 'sockets.post ×4'],
  ],
  ['`page` with `before`', { ...pageFrame, before: 3 }, [admitted, 'log.before ×2', 'sockets.post']],
  ['`page` with `after`', { ...pageFrame, ...here }, [admitted, 'log.before log.from seats.inRoom', 'sockets.post']],
  [
    '`page` with `after`, of another log',
    { ...pageFrame, ...elsewhere },
    [admitted, 'log.before log.from seats.inRoom', 'log.before', 'sockets.post'],
  ],
  ['`typing`', { type: 'typing', room }, [admitted, 'seats.inRoom', 'sockets.post ×4']],
  [
    'a classic text',
    { text: 'hi' },
    ['connections.roomOf', 'log.before seats.renew', 'log.put', 'seats.inRoom', 'sockets.post ×5'],
  ],
  ['a malformed frame with a room', { ...pageFrame, before: 0 }, [admitted, 'sockets.post']],
  ['any other malformed frame', 'x', ['connections.roomOf', admitted, 'sockets.post']],
  [
    'a `page` without a seat',
    { ...pageFrame, room: 'x', before: 3 },
    [admitted, 'seats.overdraw', 'seats.find', 'sockets.post', 'sockets.close'],
  ],
] as const;

/** The calls of a `say` in a burst. */
export const burst = ['log.from seats.renew', 'seats.overdraw', 'log.put', 'seats.inRoom', 'sockets.post ×5'];
/** The calls of a `say` over its budget. */
export const slowDown = ['log.from seats.renew', 'seats.overdraw', 'sockets.post'];
/** The calls of `leave`. */
export const goodbye = ['connections.roomOf', 'seats.remove', 'connections.remove', 'seats.inRoom', 'sockets.post ×4'];
/** The calls of the first frame far over the budget. */
export const flood = [
  admitted,
  'seats.overdraw',
  'seats.find',
  'connections.roomOf',
  'seats.remove',
  'sockets.post',
  'sockets.close',
].concat(goodbye.slice(2));

/** The calls of `enter`, and those of `enter` for a classic client. */
export const door = [
  'blocks.isBlocked ×3 tickets.use',
  'seats.inRoom',
  'connections.add',
  'seats.take',
  'blocks.isBlocked ×3',
];
export const classicDoor = [...door, 'seats.inRoom', 'sockets.post ×5'];
