/**
 * A short, stable fingerprint of a text: 64 bits by two FNV-1a sums, as hex. For values that must come
 * out the same for a repeated message without any state (RFC 3261 §8.2.7, §16.11); never for secrets.
 */
export function fingerprint(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ (code + i), 0x01000193);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
