/** How far some views of a room are from the one that all should have. */
export type Lost = {
  /** Messages that people wrote. */
  said: number;
  views: number;
  /** Pairs of a message and a view that does not have it. */
  missing: number;
  /** Further occurrences of a message in a view. */
  doubled: number;
  /** Messages that a view has behind another one, and the first view before it. */
  reordered: number;
  /** Times that the network broke a connection. */
  drops: number;
  /** At the end, some clients had no connection, or something was still changing. */
  isUnsettled: boolean;
};

type Counted = Pick<Lost, 'said' | 'views' | 'missing' | 'doubled' | 'reordered'>;

/** Counts what is missing, doubled or in another order. Each message of `said` has a text of its own. */
export function countLosses(said: readonly string[], views: readonly (readonly string[])[]): Counted {
  const counted: Counted = { said: said.length, views: views.length, missing: 0, doubled: 0, reordered: 0 };
  const places = new Map([...new Set(views[0])].map((text, place) => [text, place]));
  for (const view of views) {
    const seen = new Set(view);
    counted.missing += said.filter((text) => !seen.has(text)).length;
    counted.doubled += view.length - seen.size;
    const order = [...seen].flatMap((text) => places.get(text) ?? []);
    counted.reordered += order.filter((place, i) => place < (order[i - 1] ?? -1)).length;
  }
  return counted;
}
