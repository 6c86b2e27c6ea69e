import * as v from 'valibot';
import { limits } from './limits.ts';
import { codes } from './refusals.ts';
import { cleanText, isBlank } from './texts.ts';

/** A whole number within bounds. One check for both keeps the page small. */
const whole = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  v.pipe(
    v.number(),
    v.check((it) => Number.isInteger(it) && it >= least && it <= most),
  );
const count = whole(0);
const positive = whole(1);

/** Milliseconds since 1970, by the server's clock. */
const time = count;

export const RoomName = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/));

/** 128 random bits in hex: the id of a message or of a log. */
export const Id = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

/** The id of a person. The server makes it. */
const User = v.pipe(v.string(), v.regex(/^[^]{1,64}$/));

const Text = v.pipe(
  v.string(),
  v.check((text) => text === cleanText(text), 'text holds a control character or half a character'),
  v.check((text) => !isBlank(text), 'text is blank'),
);

const Person = v.object({ user: User, name: v.string() });

const Message = v.object({
  seq: positive,
  id: Id,
  user: User,
  name: v.string(),
  /** Empty: the message was removed, or the row tells of a removal. */
  text: v.string(),
  at: time,
  /** The row tells that this other row was removed. */
  removes: v.optional(positive),
});

/** A place in a log: a question is about the rows above `after`. `(null, 0)` is the start of any log. */
const Cursor = v.object({ log: v.nullable(Id), after: count });
const noCursor = { log: v.optional(v.never()), after: v.optional(v.never()) };

/** Rows of a log. `seq` is its newest row, 0 while the room is empty. `more`: further rows remain in the direction of the question. */
const History = v.object({ log: v.nullable(Id), seq: count, messages: v.array(Message), more: v.boolean() });

/** The people in a room at a time. The list is left out in a crowd. */
const presence = { at: time, people: v.optional(v.array(Person)) };

const clientFrames = v.variant('type', [
  v.object({ type: v.literal('hello'), room: RoomName, ...noCursor }),
  v.object({ type: v.literal('hello'), room: RoomName, ...Cursor.entries }),
  v.object({ type: v.literal('say'), room: RoomName, id: Id, text: Text, ...Cursor.entries }),
  v.object({ type: v.literal('remove'), room: RoomName, id: Id, seq: positive, ...Cursor.entries }),
  v.object({ type: v.literal('page'), room: RoomName, before: positive, ...noCursor }),
  v.object({ type: v.literal('page'), room: RoomName, before: v.optional(v.never()), ...Cursor.entries }),
  v.object({ type: v.literal('typing'), room: RoomName }),
]);

/** The types of frames that a client sends. */
export const clientTypes = clientFrames.options.map((option) => option.entries.type.literal);

export const ClientFrame = v.pipe(
  clientFrames,
  v.check(
    (frame) => !('after' in frame) || frame.after === undefined || (frame.log === null) === (frame.after === 0),
    'log is null at 0, and only there',
  ),
  v.check((frame) => frame.type !== 'remove' || frame.seq <= frame.after, 'seq is above after'),
);

/** The tutorial's client: a text and nothing else. */
export const ClassicFrame = v.object({ text: Text });

export const ServerFrame = v.variant('type', [
  v.object({
    type: v.literal('welcome'),
    room: RoomName,
    /** The cursor of the hello. */
    after: v.optional(count),
    you: Person,
    ...History.entries,
    ...presence,
  }),
  v.object({ type: v.literal('said'), room: RoomName, log: Id, ...Message.entries }),
  v.object({
    type: v.literal('page'),
    room: RoomName,
    before: positive,
    after: v.optional(v.never()),
    ...History.entries,
  }),
  v.object({
    type: v.literal('page'),
    room: RoomName,
    before: v.optional(v.never()),
    after: count,
    ...History.entries,
    ...presence,
  }),
  v.object({ type: v.literal('arrived'), room: RoomName, ...Person.entries, at: time }),
  v.object({ type: v.literal('departed'), room: RoomName, user: User, at: time }),
  v.object({ type: v.literal('typing'), room: RoomName, ...Person.entries }),
  v.object({
    type: v.literal('refused'),
    room: v.optional(RoomName),
    of: v.optional(v.string()),
    id: v.optional(Id),
    code: v.picklist(codes),
    text: v.string(),
    retryAfterMs: v.optional(whole(0, limits.retryAfterMs)),
  }),
]);

/** The types of frames that the server sends. */
export const serverTypes = ServerFrame.options.map((option) => option.entries.type.literal);

export type ClientFrame = v.InferOutput<typeof ClientFrame>;
export type ServerFrame = v.InferOutput<typeof ServerFrame>;
/** The frame of one type: `Frame<ServerFrame, 'said'>`. */
export type Frame<Union, Type> = Extract<Union, { type: Type }>;
export type Cursor = v.InferOutput<typeof Cursor>;
export type History = v.InferOutput<typeof History>;
export type Message = v.InferOutput<typeof Message>;
export type Person = v.InferOutput<typeof Person>;
