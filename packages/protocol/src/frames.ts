import * as v from 'valibot';
import { limits } from './limits.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** Milliseconds since 1970, by the server's clock. */
const time = count;

export const RoomName = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/));

/** 128 random bits in hex: a message's id, a log's id. */
export const Id = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

/** A person, by a name that the server made for them. */
const User = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

const Text = v.pipe(
  v.string(),
  v.check((text) => text.isWellFormed(), 'text holds half a character'),
  v.check((text) => text.trim() !== '', 'text is blank'),
);

const Person = v.object({ user: User, name: v.string() });

const Message = v.object({ seq: positive, id: Id, user: User, name: v.string(), text: v.string(), at: time });

/** What was asked: all rows above `(log, after)`, in that order. The start of any log is `(null, 0)`. */
const cursor = { log: v.nullable(Id), after: count };
const noCursor = { log: v.optional(v.never()), after: v.optional(v.never()) };

/** What was read: `seq` is the newest row there is, 0 while the room is empty; `more`: rows remain on the side asked about. */
const history = { log: v.nullable(Id), seq: count, messages: v.array(Message), more: v.boolean() };

/** The people in a room, and when they were counted. Left out where there are too many to tell. */
const presence = { at: time, people: v.optional(v.array(Person)) };

export const codes = [
  'bad-frame',
  'too-long',
  'too-large',
  'not-seated',
  'slow-down',
  'flood',
  'resync',
  'new-log',
  'busy',
  'internal',
] as const;

const clientFrames = v.variant('type', [
  v.object({ type: v.literal('hello'), room: RoomName, ...noCursor }),
  v.object({ type: v.literal('hello'), room: RoomName, ...cursor }),
  v.object({ type: v.literal('say'), room: RoomName, id: Id, text: Text, ...cursor }),
  v.object({ type: v.literal('page'), room: RoomName, before: positive, ...noCursor }),
  v.object({ type: v.literal('page'), room: RoomName, before: v.optional(v.never()), ...cursor }),
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
);

/** The tutorial's client: a text and nothing else. */
export const ClassicFrame = v.object({ text: Text });

export const ServerFrame = v.variant('type', [
  v.object({
    type: v.literal('welcome'),
    room: RoomName,
    you: Person,
    ...history,
    ...presence,
  }),
  v.object({ type: v.literal('said'), room: RoomName, log: Id, ...Message.entries }),
  v.object({ type: v.literal('page'), room: RoomName, before: positive, after: v.optional(v.never()), ...history }),
  v.object({
    type: v.literal('page'),
    room: RoomName,
    before: v.optional(v.never()),
    after: count,
    ...history,
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
    retryAfterMs: v.optional(v.pipe(count, v.maxValue(limits.retryAfterMs))),
  }),
]);

export type ClientFrame = v.InferOutput<typeof ClientFrame>;
export type ServerFrame = v.InferOutput<typeof ServerFrame>;
/** The frame of one `type`: `Frame<ServerFrame, 'said'>`. */
export type Frame<Union, Type> = Extract<Union, { type: Type }>;
export type Message = v.InferOutput<typeof Message>;
export type Person = v.InferOutput<typeof Person>;
export type Code = (typeof codes)[number];
