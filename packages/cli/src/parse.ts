import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A time as ISO 8601 or as "2019-12-01 10:00:00"; in UTC where it names no zone. */
export const time = z.string().transform((text, context) => {
  const iso = text.trim().replace(' ', 'T');
  const at = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`);
  if (Number.isFinite(at) && at >= 0) return at;
  context.addIssue(`“${text}” is no time since 1970`);
  return z.NEVER;
});

/** A value by its schema, or why it is not of that shape. */
export function check<T extends z.ZodType>(
  schema: T,
  value: unknown,
): { ok: z.output<T> } | { problem: string } {
  const result = schema.safeParse(value);
  if (result.success) return { ok: result.data };
  const [issue] = result.error.issues;
  const field = issue?.path.join('.');
  const message = issue?.message.replace(/^Invalid input: /, '') ?? 'not as expected';
  return {
    problem: `${field ? `The field “${field}” is not usable` : 'The row is not usable'}: ${message}.`,
  };
}

/** Part of an id that always is the same for the same text, and not for another. An e-mail address does not show in it. */
export function idPart(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.+-]{0,47}$/.test(text)) return text;
  const slug = text
    .split('@', 1)[0]!
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 30);
  return [slug, digest(text, 10)].filter(Boolean).join('-');
}

export const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/** The fields that have a value. */
export const given = <T extends Record<string, unknown>>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
