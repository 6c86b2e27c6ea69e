/** Runs in the page. @returns the lowest contrast of names and avatar letters with their background, over all hues */
export function lowestContrast(): number {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const luminance = (colour: string) => {
    if (!canvas) throw new Error('no canvas');
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = Array.from(canvas.getImageData(0, 0, 1, 1).data, (channel) => {
      const value = channel / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string) => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const style = (selector: string) => {
    const found = document.querySelector(selector);
    if (!found) throw new Error(`no ${selector}`);
    return getComputedStyle(found);
  };
  const grounds = [style('html').backgroundColor, style('aside').backgroundColor];
  const name = style('aside .name');
  const avatar = style('aside .avatar');
  const item = document.querySelector('aside li');
  if (!(item instanceof HTMLElement)) throw new Error('the list of people is empty');
  const [before, hue] = [name.color, item.style.getPropertyValue('--hue')];
  const contrasts = Array.from({ length: 360 }, (_, hue) => {
    item.style.setProperty('--hue', String(hue));
    return [...grounds.map((it) => contrast(name.color, it)), contrast(avatar.color, avatar.backgroundColor)];
  });
  item.style.setProperty('--hue', '200');
  if (name.color === before) throw new Error('--hue does not change the colour');
  item.style.setProperty('--hue', hue);
  return Math.min(...contrasts.flat());
}
