import { tagsWith } from './seal.ts';

/**
 * The part of an address that one customer of a provider has for themselves: an IPv4 address, or the first half of an
 * IPv6 address.
 */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  // IPv4 inside IPv6: `::ffff:192.0.2.1`.
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const groupsOf = (part = '') => part.split(':').filter((group) => group !== '');
  const [head, tail] = address.split('::');
  const [first, last] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16))
    .join(':');
}

const tagCharacters = 8;

/** Whether a text has the form of such a tag. */
export const isAddressTag = (text: string) => text.length === tagCharacters && /^[0-9a-f]+$/.test(text);

/** A network address's tag in a seat: short, always the same for an address, and meaningless without the secret. */
export function addressTagsWith(secret: string) {
  const tagOf = tagsWith(secret, 'address tags');
  return (address: string | null | undefined) => tagOf(networkOf(address ?? '')).slice(0, tagCharacters);
}
