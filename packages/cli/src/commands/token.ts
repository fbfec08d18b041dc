import { entitySchemas } from '@rallykit/core/schema';
import { signHostToken, type HostIdentity } from '@rallykit/server';
import { Command, Option } from 'commander';
import { keptSecrets } from '../data.js';
import { dataOption, secretOption } from '../options.js';
import { given } from '../parse.js';
import { UserError } from '../user-error.js';

interface Options {
  readonly id: string;
  readonly name: string;
  readonly role: 'member' | 'team' | 'leader';
  readonly title?: string;
  readonly audience?: 'customers' | 'partners' | 'employees' | 'prospects';
  readonly expires: string;
  readonly data: string;
  readonly secret?: string;
}

const examples = `
Examples:
  rallykit token --id ines --name "Ines Moreau"
  rallykit token --id priya --name "Priya Kapoor" --role leader --title "Product lead" --expires 7d

In real life your own server signs it: see signHostToken in @rallykit/server.`;

/** `rallykit token`. */
export const tokenCommand = (): Command =>
  new Command('token')
    .description('Prints a token that says who somebody is, for trying a community out.')
    .requiredOption('--id <id>', 'the person’s id at your site')
    .requiredOption('--name <text>', 'the name that others see')
    .addOption(
      new Option('--role <role>', 'what they may do').choices(['member', 'team', 'leader']).default('member'),
    )
    .option('--title <text>', 'shown beside the name, such as "Product lead"')
    .addOption(
      new Option('--audience <audience>', 'who they are to you').choices([
        'customers',
        'partners',
        'employees',
        'prospects',
      ]),
    )
    .option('--expires <span>', 'how long it is good for, such as 15m, 1h or 7d', '1h')
    .addOption(dataOption())
    .addOption(secretOption())
    .addHelpText('after', examples)
    .action(async (options: Options) => console.log(await tokenFor(options)));

async function tokenFor({
  id,
  name,
  role,
  title,
  audience,
  expires,
  data,
  secret,
}: Options): Promise<string> {
  const identity = { id, name, role, ...given({ title, audience }) } satisfies HostIdentity;
  const checked = entitySchemas.member
    .pick({ id: true, name: true, title: true })
    .safeParse({ id, name, ...given({ title }) });
  const issue = checked.error?.issues[0];
  if (issue) throw new UserError(`--${String(issue.path[0])}: ${issue.message}`);
  return signHostToken(secret ?? keptSecrets(data).secret, identity, { expiresIn: expires });
}
