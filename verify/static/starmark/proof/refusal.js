// Why something was not believed, by what that means: as the errors of certs/errors.py.

export const MALFORMED = "malformed"; // cannot be read to its end: nobody can tell who made it
export const NOT_GENUINE = "not_genuine"; // read, and not the body's
export const COULD_NOT_CHECK = "could_not_check"; // newer than this program

export const BROWSER_OLD = "browser_old"; // the code where the browser lacks what something is read with

export class Refusal extends Error {
  constructor(kind, code) {
    super(`${kind}: ${code}`);
    this.kind = kind;
    this.code = code;
  }
}

export const malformed = (code) => new Refusal(MALFORMED, code);
export const notGenuine = (code) => new Refusal(NOT_GENUINE, code);
export const couldNotCheck = (code) => new Refusal(COULD_NOT_CHECK, code);
