// A verification report as PDF: judged by the bundle in it, as certs/documents/report/filed_report.py judges it, but for
// what it prints, which nothing here reads. It is judged as of the time that its signed lists cover.

import { Refusal, couldNotCheck } from "../proof/refusal.js";
import { parse } from "../proof/strict_json.js";
import { coveredBy, isBundle, verifyBundle } from "./bundle.js";
import { attachmentsOf } from "./pdf_attachments.js";
import { BUNDLE } from "./tables.js";
import { check } from "./verdict.js";

// A bundle, or what is left of one: nothing else that is attached begins as it does and cannot be read.
function isBundleText(bytes) {
  if (!new TextDecoder().decode(bytes).trimStart().startsWith("{")) return false;
  try {
    return isBundle(parse(bytes, BUNDLE));
  } catch (error) {
    if (error instanceof Refusal) return true;
    throw error;
  }
}

// `covered` is the second as of which it was judged: absent where no bundle was, null where its lists tell none.
export async function verifyReport(pdf, root, now) {
  let bundle;
  try {
    bundle = bundleOf(await attachmentsOf(pdf));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { overall: "unknown", code: error.code, number: null, checks: [check(1, "unknown", error.code)] };
  }
  const covered = await coveredBy(bundle);
  return { ...(await verifyBundle(bundle, root, covered ?? now)), covered };
}

function bundleOf(attachments) {
  if (!attachments.length) throw couldNotCheck("report_no_bundle");
  if (!attachments.some(isBundleText)) throw couldNotCheck("pdf_not_judged");
  if (attachments.length > 1) throw couldNotCheck("report_bundles");
  return attachments[0];
}
