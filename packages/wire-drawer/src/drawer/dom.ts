/** An element with these properties and children. A string becomes text: no frame is parsed as HTML. */
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
