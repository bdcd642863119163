// Bounds of what is read, with their units: those of certs/limits.py, to which a test holds them equal.

export const CBOR_DEPTH = 6; // levels
export const QR_TEXT = 2_000; // characters
export const QR_TOKEN = 1_024; // bytes
export const STRING = 200; // characters
export const SCOPE_ITEMS = 200; // entries
export const JSON_DEPTH = 16; // levels
export const JSON_INTEGER = 9_007_199_254_740_991; // the largest
export const TRUST_LIST = 1_048_576; // bytes
export const STATUS_LIST = 131_072; // bits
export const STATUS_LIST_FILE = 65_536; // bytes
export const STATUS_LIST_HOURS = 24; // hours
export const KEY_LIST_FRESH = 600; // seconds
export const BASE_URL = 60; // characters
export const KEY_ADDRESS = 300; // characters
