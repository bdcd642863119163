// Days and instants: a day is a Beijing day (UTC+8, no summer time), an instant a whole second of UTC.

import { malformed } from "./refusal.js";

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/;

// Seconds since 1970 of `2026-11-23T07:02:41Z`, and of nothing else.
export function parseInstant(text) {
  const match = INSTANT.exec(text);
  const date = match && new Date(`${text.slice(0, 19)}.000Z`);
  if (!match || match[1] === "0000" || Number.isNaN(date.getTime()) || instantText(date.getTime() / 1000) !== text) {
    throw malformed("instant");
  }
  return date.getTime() / 1000;
}

export const instantText = (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

export const beijingDay = (seconds) => new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 10);
