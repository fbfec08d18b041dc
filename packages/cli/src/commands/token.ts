import { entitySchemas } from '@rallykit/core/schema';
import { signHostToken, type HostIdentity } from '@rallykit/server';
import { keptSecrets } from '../data.js';
import type { TokenOptions } from '../options.js';
import { given } from '../parse.js';
import { UserError } from '../user-error.js';

/** `rallykit token`. */
export async function token(options: TokenOptions): Promise<void> {
  console.log(await tokenFor(options));
}

async function tokenFor({
  id,
  name,
  role,
  title,
  audience,
  expires,
  data,
  secret,
}: TokenOptions): Promise<string> {
  const identity = { id, name, role, ...given({ title, audience }) } satisfies HostIdentity;
  const checked = entitySchemas.member
    .pick({ id: true, name: true, title: true })
    .safeParse({ id, name, ...given({ title }) });
  const issue = checked.error?.issues[0];
  if (issue) throw new UserError(`--${String(issue.path[0])}: ${issue.message}`);
  return signHostToken(secret ?? keptSecrets(data).secret, identity, { expiresIn: expires });
}
