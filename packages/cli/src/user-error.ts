/** Something that the person at the terminal can put right: shown as one sentence, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The code of a system error, such as ENOENT. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
