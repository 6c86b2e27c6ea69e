import type { Person } from '@arc-chat/protocol';

/** The people who are typing. Each `typing` counts for a while. */
export class Typing {
  readonly #people = new Map<string, { person: Person; timer: ReturnType<typeof setTimeout> }>();
  readonly #lastsMs: number;
  readonly #onChange: () => void;

  constructor(lastsMs: number, onChange: () => void) {
    this.#lastsMs = lastsMs;
    this.#onChange = onChange;
  }

  get people(): Person[] {
    return Array.from(this.#people.values(), ({ person }) => person);
  }

  add({ user, name }: Person): void {
    this.remove(user);
    const timer = setTimeout(() => {
      this.remove(user);
      this.#onChange();
    }, this.#lastsMs);
    this.#people.set(user, { person: { user, name }, timer });
    this.#onChange();
  }

  remove(user: string): void {
    clearTimeout(this.#people.get(user)?.timer);
    this.#people.delete(user);
  }

  clear(): void {
    for (const user of [...this.#people.keys()]) this.remove(user);
  }
}
