import type { Frame, Person, ServerFrame } from '@arc-chat/protocol';

interface Known extends Person {
  at: number;
  isPresent: boolean;
}

/** The people of a room, each with the time of the latest news. Frames overtake each other; older news is ignored. */
export interface People {
  /** The time of the last list. It counts for everybody, except for newer news of a person. */
  listedAt: number;
  known: ReadonlyMap<string, Known>;
  /** There are too many people for a list. */
  isCrowd: boolean;
}

export const nobody: People = { listedAt: 0, known: new Map(), isCrowd: false };

function learn(people: People, person: Known): People {
  const { at } = people.known.get(person.user) ?? { at: people.listedAt };
  if (person.at < Math.max(at, people.listedAt)) return people;
  return { ...people, known: new Map(people.known).set(person.user, person) };
}

export const arrived = (people: People, { user, name, at }: Frame<ServerFrame, 'arrived'>): People =>
  learn(people, { user, name, at, isPresent: true });

export const departed = (people: People, { user, at }: Frame<ServerFrame, 'departed'>): People =>
  learn(people, { user, name: people.known.get(user)?.name ?? '', at, isPresent: false });

/** A listed person is present, and any other absent, unless newer news says otherwise. */
export function listed(people: People, list: { at: number; people?: Person[] | undefined }): People {
  if (list.at < people.listedAt) return people;
  const known = new Map([...people.known].filter(([, person]) => person.at > list.at));
  for (const person of list.people ?? []) {
    if (!known.has(person.user)) known.set(person.user, { ...person, at: list.at, isPresent: true });
  }
  return { listedAt: list.at, known, isCrowd: !list.people };
}

/** The people who are present, in the order of their names; undefined in a crowd. */
export function present({ known, isCrowd }: People): Person[] | undefined {
  if (isCrowd) return undefined;
  return [...known.values()]
    .filter((person) => person.isPresent)
    .map(({ user, name }) => ({ user, name }))
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.user.localeCompare(b.user));
}
