import { RallyError, type ErrorCode } from '@rallykit/core';

/** A statement of the specification that does not hold. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
}

export function fail(message: string): never {
  throw new ConformanceError(message);
}

/** A refusal in one line; of a defect in the backend, also what was thrown and where. */
export function why(error: RallyError): string {
  const { code, message, cause } = error;
  if (code !== 'internal' || !(cause instanceof Error)) return `${code}: ${message}`;
  const place = cause.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return `internal, since it threw ${cause.name}: ${cause.message}${place ? ` ${place.trim()}` : ''}`;
}

/** Holds when `condition` is true; `message` says what ought to be. */
export function ok(condition: unknown, message: string): asserts condition {
  if (!condition) fail(message);
}

/** Holds when both are the same JSON, whatever the order of keys; else says where they first differ. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const found = differences(actual, expected);
  if (found.length > 0) fail(`${what}: ${found.slice(0, 5).join('; ')}`);
}

/** Where two values are not the same JSON, whatever the order of keys; each place as a sentence. */
export const differences = (actual: unknown, expected: unknown): string[] => diff(expected, actual, '');

/** Holds when `actual` has everything that `expected` has, at any depth; it may have more fields. */
export function includes(actual: unknown, expected: unknown, what: string): void {
  const differences = diff(expected, actual, '', true);
  if (differences.length > 0) fail(`${what}: ${differences.slice(0, 5).join('; ')}`);
}

/** Holds when the promise rejects with a RallyError of one of these codes; resolves to the error. */
export async function rejects(
  promise: Promise<unknown>,
  codes: ErrorCode | readonly ErrorCode[],
  what: string,
): Promise<RallyError> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return isError(error, codes, what);
  }
  return fail(`${what}: ought to be refused with ${String(codes)}, but answered ${show(value)}`);
}

/** Holds when `error` is a RallyError of one of these codes. */
export function isError(error: unknown, codes: ErrorCode | readonly ErrorCode[], what: string): RallyError {
  if (!RallyError.is(error))
    fail(`${what}: ought to be refused with a RallyError ${String(codes)}, but threw ${show(error)}`);
  if (![codes].flat().includes(error.code)) {
    fail(`${what}: ought to be refused with ${String(codes)}, but was with ${why(error)}`);
  }
  ok(error.message.length > 0, `${what}: the refusal has no message`);
  return error;
}

/** Each place at which two values differ, as a sentence. `loose`: fields that only `actual` has do not count. */
function diff(expected: unknown, actual: unknown, path: string, loose = false): string[] {
  if (Object.is(expected, actual)) return [];
  const at = path || 'value';
  if (!isObject(expected) || !isObject(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    return [`${at} is ${show(actual)}, not ${show(expected)}`];
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length) {
    return [
      `${at} has ${actual.length} items, not ${expected.length}: ${show(actual)}, not ${show(expected)}`,
    ];
  }
  const keys = new Set([...Object.keys(expected), ...(loose ? [] : Object.keys(actual))]);
  return [...keys].flatMap((key) => {
    const inner = path ? `${path}.${key}` : key;
    // A field that is set to undefined is not there in JSON.
    if (expected[key] !== undefined && actual[key] === undefined)
      return [`${inner} is missing, not ${show(expected[key])}`];
    if (expected[key] === undefined && actual[key] !== undefined)
      return [`${inner} is there, as ${show(actual[key])}`];
    return diff(expected[key], actual[key], inner, loose);
  });
}

/** Every way in which a value is not plain JSON. */
export function notJson(value: unknown, path = 'value'): string[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (!isObject(value)) return [`${path} is ${typeof value}`];
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm have another Object.prototype: judged by its constructor's name.
  const name =
    prototype === null ? 'Object' : (prototype as { constructor?: { name?: string } }).constructor?.name;
  if (!Array.isArray(value) && name !== 'Object') return [`${path} is a ${name}`];
  return Object.entries(value).flatMap(([key, inner]) => notJson(inner, `${path}.${key}`));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function show(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
