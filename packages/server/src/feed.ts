import { createHash } from 'node:crypto';
import {
  excerpt,
  limits,
  refKey,
  type Board,
  type Community,
  type Entity,
  type Page,
  type Ref,
  type Update,
} from '@rallykit/core';
import { element, type Xml } from './xml.js';

/** What a feed is made from: a page of updates with what came along, as an anonymous reader finds it. */
export interface FeedParts {
  readonly community: Community | undefined;
  /** The board whose updates these are; undefined for all. */
  readonly board: Board | undefined;
  readonly page: Pick<Page<Update>, 'items' | 'related'>;
  /** Where the feed is. */
  readonly self: URL;
  /** The page of the site that shows updates. */
  readonly site: URL | undefined;
}

const xhtml = 'http://www.w3.org/1999/xhtml';
const list = new Intl.ListFormat('en');

const when = (at: number): string => new Date(at).toISOString();

/** Updates as an Atom feed (RFC 4287). */
export function atomFeed({ community, board, page, self, site }: FeedParts): string {
  const known = new Map(page.related.map((entity) => [refKey(entity), entity]));
  const at = <K extends 'idea' | 'member'>(kind: K, id: string) =>
    known.get(refKey({ kind, id })) as Extract<Entity, { kind: K }> | undefined;
  const title = [board?.title, community?.name].filter(Boolean).join(' – ') || 'Updates';
  const feed = element(
    'feed',
    { xmlns: 'http://www.w3.org/2005/Atom' },
    element('id', {}, self.href),
    element('title', {}, title),
    element('updated', {}, when(lastChange({ community, board, page }))),
    element('link', { rel: 'self', type: 'application/atom+xml', href: self.href }),
    site && element('link', { rel: 'alternate', type: 'text/html', href: site.href }),
    ...page.items.map((update) =>
      element(
        'entry',
        {},
        element('id', {}, idOf(self, update)),
        element('title', {}, update.title),
        element('published', {}, when(update.createdAt)),
        element('updated', {}, when(update.editedAt ?? update.createdAt)),
        element('author', {}, element('name', {}, at('member', update.author)?.name ?? 'The team')),
        ...update.labels.map((term) => element('category', { term })),
        site && element('link', { rel: 'alternate', type: 'text/html', href: addressOf(site, update) }),
        element('content', { type: 'xhtml' }, content(update, at)),
      ),
    ),
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n${feed.markup}\n`;
}

/** When something that the feed tells last changed. */
export const lastChange = ({ community, board, page }: Omit<FeedParts, 'self' | 'site'>): number =>
  Math.max(
    ...[community?.createdAt ?? 0, board?.createdAt ?? 0],
    ...[...page.items, ...page.related].map(({ updatedAt }) => updatedAt),
  );

/** The text by its paragraphs, without markdown; then what was shipped and who is thanked. */
function content(
  update: Update,
  at: <K extends 'idea' | 'member'>(kind: K, id: string) => Extract<Entity, { kind: K }> | undefined,
): Xml {
  const paragraphs = update.body.split(/\n\s*\n/).map((text) => excerpt(text, limits.body));
  const shipped = update.ships.flatMap((id) => at('idea', id)?.title ?? []);
  const { people, others } = update.thanks;
  const thanked = people.flatMap((id) => at('member', id)?.name ?? []);
  if (others > 0) thanked.push(others === 1 ? '1 other' : `${others.toLocaleString('en')} others`);
  return element(
    'div',
    { xmlns: xhtml },
    ...paragraphs.filter(Boolean).map((text) => element('p', {}, text)),
    shipped.length > 0 ? element('ul', {}, ...shipped.map((title) => element('li', {}, title))) : undefined,
    thanked.length > 0 ? element('p', {}, `Thanks to ${list.format(thanked)}.`) : undefined,
  );
}

/** The same for ever, however the server is reached: by it a reader knows what it has shown already. */
function idOf({ host, pathname }: URL, { kind, id }: Ref): string {
  const digits = createHash('sha256').update(`${host}${pathname}#${kind}/${id}`).digest('hex');
  const [, ...parts] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(digits)!;
  const [first, second, third, fourth, fifth] = parts;
  return `urn:uuid:${first}-${second}-8${third}-8${fourth}-${fifth}`;
}

/** Where `<rally-updates permalinks>` shows one. */
function addressOf(site: URL, { id }: Update): string {
  const address = new URL(site);
  address.hash = `rally-update=${encodeURIComponent(id)}`;
  return address.href;
}
