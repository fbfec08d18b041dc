import { limits } from '@rallykit/core';
import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { visitParents } from 'unist-util-visit-parents';

type Root = Parameters<typeof writer.stringify>[0];
type Phrasing = Extract<Root['children'][number], { type: 'paragraph' }>['children'][number];

/** A text on its way in, and in what it differs from how it was. */
export interface Text {
  readonly text: string;
  readonly changed: readonly string[];
}

const dropped = [
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'template',
  'noscript',
  'svg',
  'math',
  'form',
];

const notes = {
  dropped: 'Scripts, styles, frames or forms in the text were dropped.',
  links: 'Links that lead nowhere outside their old site became plain text.',
  images: 'Images that do not come by https became links.',
  cut: `The text had more than ${limits.body.toLocaleString('en')} characters and was cut at the end of a paragraph.`,
  title: `The title had more than ${limits.title} characters and was cut at a word.`,
};

const schema: typeof defaultSchema = {
  ...defaultSchema,
  strip: dropped,
  tagNames: [...(defaultSchema.tagNames ?? []), 'u'].filter((name) => name !== 'input'),
  attributes: { a: ['href'], img: ['src', 'alt'], code: [['className', /^language-./]], ol: ['start'] },
  protocols: { href: ['http', 'https', 'mailto'], src: ['https'] },
};

const reader = unified().use(rehypeParse, { fragment: true });
const converter = unified().use(rehypeSanitize, schema).use(rehypeRemark);
const writer = unified()
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', emphasis: '*', fences: true, rule: '-' });

const protocolOf = (address: unknown): string | undefined =>
  typeof address === 'string' && URL.canParse(address) ? new URL(address).protocol : undefined;

/** HTML as markdown. What could run, and links other than http, https and mailto, do not come along. */
export function htmlToMarkdown(html: string): Text {
  const changed = new Set<string>();
  const tree = reader.parse(html);
  visitParents(tree, 'element', (element, above) => {
    const { tagName, properties } = element;
    if (dropped.includes(tagName)) changed.add(notes.dropped);
    if (tagName === 'a') {
      const { href } = properties;
      if (['http:', 'https:', 'mailto:'].includes(protocolOf(href) ?? '')) return;
      // A named place is no link, and nothing is lost with it.
      if (href !== undefined) changed.add(notes.links);
      element.tagName = 'span';
    }
    if (tagName === 'img' && protocolOf(properties['src']) !== 'https:') {
      changed.add(notes.images);
      const { src, alt } = properties;
      const linked = above.some((parent) => parent.type === 'element' && parent.tagName === 'a');
      const address = protocolOf(src) === 'http:' && !linked ? String(src) : undefined;
      element.tagName = address ? 'a' : 'span';
      element.properties = address ? { href: address } : {};
      element.children = [{ type: 'text', value: String(alt || address || '') }];
    }
  });
  const markdown = converter.runSync(tree) as Root;
  return fit(markdown, changed);
}

const address = /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,:;!?)\]}*_]/g;

/** Plain text as markdown that shows it as it is: lines stay lines, addresses become links. */
export function textToMarkdown(text: string): Text {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);
  const children = paragraphs.map((paragraph) => ({
    type: 'paragraph' as const,
    children: paragraph
      .split(/\s*\n\s*/)
      .flatMap((line, at) => [...(at > 0 ? [{ type: 'break' as const }] : []), ...withLinks(line)]),
  }));
  return fit({ type: 'root', children }, new Set());
}

function withLinks(line: string): Phrasing[] {
  const parts: Phrasing[] = [];
  let end = 0;
  for (const { 0: url, index } of line.matchAll(address)) {
    if (!URL.canParse(url)) continue;
    if (index > end) parts.push({ type: 'text', value: line.slice(end, index) });
    parts.push({ type: 'link', url, children: [{ type: 'text', value: url }] });
    end = index + url.length;
  }
  if (end < line.length) parts.push({ type: 'text', value: line.slice(end) });
  return parts;
}

const lengthOf = (text: string) => [...text].length;

/** The markdown of a tree, of as many of its paragraphs as fit. */
function fit(tree: Root, changed: Set<string>): Text {
  const whole = writer.stringify(tree).trim();
  if (whole.length <= limits.body || lengthOf(whole) <= limits.body)
    return { text: whole, changed: [...changed] };
  changed.add(notes.cut);
  const kept: string[] = [];
  let room = limits.body - '\n\n…'.length;
  for (const child of tree.children) {
    const block = writer.stringify({ type: 'root', children: [child] } as Root).trim();
    const length = lengthOf(block) + 2;
    if (length > room) break;
    room -= length;
    kept.push(block);
  }
  // One paragraph that is too long by itself has no better place to be cut than a word.
  const text = kept.length > 0 ? [...kept, '…'].join('\n\n') : cutAtWord(whole, limits.body);
  return { text, changed: [...changed] };
}

/** A title that fits. */
export function fitTitle(title: string): Text {
  const text = title.replace(/\s+/g, ' ').trim();
  if (lengthOf(text) <= limits.title) return { text, changed: [] };
  return { text: cutAtWord(text, limits.title), changed: [notes.title] };
}

/** A name that fits. */
export const fitName = (name: string): string => cutAtWord(name.trim(), limits.name);

function cutAtWord(text: string, max: number): string {
  const points = [...text];
  if (points.length <= max) return text;
  const cut = points.slice(0, max - 1).join('');
  const space = cut.search(/\s\S*$/);
  return `${space > max / 2 ? cut.slice(0, space) : cut}…`;
}
