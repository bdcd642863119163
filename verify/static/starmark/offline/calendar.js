// Days as `2026-11-23`, and nothing else.

import { malformed } from "../proof/refusal.js";

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

// Returns the text itself, which sorts as days do.
export function parseDay(text) {
  const date = DAY.test(text) ? new Date(`${text}T00:00:00.000Z`) : null;
  const is = date && !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text && !text.startsWith("0000");
  if (!is) throw malformed("day");
  return text;
}

// The first second of a Beijing day, since 1970.
export const dayBegins = (day) => Date.parse(`${day}T00:00:00.000Z`) / 1000 - 8 * 3600;

export function dayAfter(day) {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
}
