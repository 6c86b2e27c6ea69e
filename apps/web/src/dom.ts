/** An element of the shell. @throws Error if the shell lacks it: page and shell were not built together */
export function element<T extends HTMLElement>(selector: string, type: new () => T): T {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`the shell has no ${selector}`);
  return found;
}

/** An element with these properties and children. A string becomes text: nothing in this page is parsed as HTML. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Sets a text only if it differs: a screen reader reads a live region again at every write. */
export function write(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** One child of a list. `make` creates the element of a new key, and `update` runs at every `show`. */
export interface KeyedElement {
  key: string;
  make(): HTMLElement;
  update?(node: HTMLElement): void;
}

const kept = new WeakMap<HTMLElement, Map<string, HTMLElement>>();

/** Gives a parent these children. A key that was shown before keeps its element, with its focus and place. */
export function show(parent: HTMLElement, parts: readonly KeyedElement[]): void {
  const before = kept.get(parent);
  const now = new Map(parts.map((part) => [part.key, before?.get(part.key) ?? part.make()]));
  for (const [key, node] of before ?? []) if (!now.has(key)) node.remove();
  let place = parent.firstChild;
  for (const { key, update } of parts) {
    const node = now.get(key);
    if (!node) continue;
    update?.(node);
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  kept.set(parent, now);
}
