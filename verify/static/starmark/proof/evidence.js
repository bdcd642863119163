// Keys and status lists as this browser keeps them, each with the second at which it was fetched. They are believed only
// when their signatures hold: whoever stands on the way can give old ones, which are judged by their own dates.

const STORE = "starmark-evidence";
const FETCHED = "X-Starmark-Fetched"; // seconds since 1970
const PATIENCE = 8_000; // milliseconds

// A signal that ends by itself is younger than browsers in use.
function within(milliseconds) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

// Returns {bytes, fetched}: from the network where it answers, else what is kept; null where there is neither.
export async function evidence(path, now) {
  const store = await opened();
  try {
    const answer = await fetch(path, { cache: "no-cache", signal: within(PATIENCE) });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    await store?.put(path, new Response(bytes, { headers: { [FETCHED]: String(now) } }));
    return { bytes, fetched: now };
  } catch {
    const kept = await store?.match(path);
    const fetched = Number(kept?.headers.get(FETCHED));
    return kept && Number.isInteger(fetched) ? { bytes: new Uint8Array(await kept.arrayBuffer()), fetched } : null;
  }
}

// Some browsers forbid storage altogether: then all comes from the network each time.
async function opened() {
  try {
    return await caches.open(STORE);
  } catch {
    return null;
  }
}
