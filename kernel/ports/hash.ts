/** Digests, as a port, so that pure code stays free of the platform's crypto. */
export interface Hash {
  /** Lower-case hex of MD5 over the UTF-8 bytes; for SIP digest only (RFC 8760 keeps it for old phones). */
  md5Hex(text: string): string;
  /** Lower-case hex of SHA-256 over the UTF-8 bytes. */
  sha256Hex(text: string): string;
  /** HMAC-SHA-256, 32 bytes. */
  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array;
}
