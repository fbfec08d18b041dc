import { RallyError } from '@rallykit/core';
import { errors } from 'jose';

const again = 'Get a new one from the site and try again.';

export const refused = (message: string, cause?: unknown): RallyError =>
  new RallyError('unauthenticated', message, { cause });

/** Why a token was not taken, in words that name the remedy. */
export function explainTokenError(cause: unknown, algorithms: readonly string[]): RallyError {
  if (RallyError.is(cause)) return cause;
  if (cause instanceof errors.JWTExpired) return refused(`The sign-in token has expired. ${again}`, cause);
  if (cause instanceof errors.JWSSignatureVerificationFailed) {
    return refused(
      'The sign-in token has a wrong signature. The site must sign it with the secret or key that this community was given.',
      cause,
    );
  }
  if (cause instanceof errors.JOSEAlgNotAllowed || cause instanceof errors.JOSENotSupported) {
    return refused(
      `The sign-in token is signed in a way that is not taken here. Sign it by ${algorithms.join(', ')}.`,
      cause,
    );
  }
  if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) {
    return refused(
      'The sign-in token names no one key of the key set. Put the "kid" of the key that signed it in its header.',
      cause,
    );
  }
  if (cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'nbf') {
    return refused('The sign-in token is not valid yet. Set the clock of the server that signed it.', cause);
  }
  if (cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'exp') {
    return refused(
      'The sign-in token does not say when it ends. Sign it with an "exp", such as in an hour.',
      cause,
    );
  }
  return refused(
    'The sign-in token is not a signed JSON Web Token. Pass on what the site’s server signed, unchanged.',
    cause,
  );
}
