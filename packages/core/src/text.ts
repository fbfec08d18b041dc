import type { Entity } from './entity.js';

const marks = /\p{M}/gu;
/** Runs of letters and digits; scripts that are written without spaces give a word for each character. */
const words = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}]+/gu;

/** The words of a text, without case and accents: what searching compares. */
export function searchTerms(text: string): string[] {
  const plain = text.normalize('NFKD').replace(marks, '').toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((run) => run.match(words) ?? []);
}

/** The text of an entity that people search in. */
export function searchText(entity: Entity): string {
  return [
    'name' in entity ? entity.name : '',
    'title' in entity ? entity.title : '',
    'body' in entity ? entity.body : '',
  ].join(' ');
}

/** Whether every word of `search` begins a word of the entity. */
export function matchesSearch(entity: Entity, search: string): boolean {
  const terms = searchTerms(searchText(entity));
  return searchTerms(search).every((wanted) => terms.some((term) => term.startsWith(wanted)));
}

/** A body without its markdown, on one line, cut at a word after at most `max` code points. */
export function excerpt(markdown: string, max = 240): string {
  const plain = markdown
    .slice(0, max * 6)
    .replace(/^\s*(```|~~~).*$/gm, ' ')
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/^\s{0,3}(#{1,6}\s|>\s?|[-*+]\s|\d+[.)]\s)/gm, '')
    .replace(/<((?:https?:\/\/|mailto:)[^\s<>]+)>/g, '$1')
    .replace(/(?<!\\)(\*\*|__|~~|`+)(.+?)(?<!\\)\1/g, '$2')
    .replace(/(^|[^\w\\])[*_](\S.*?[^\s\\]|[^\s\\])[*_](?=\W|$)/g, '$1$2')
    .replace(/\\$/gm, ' ')
    .replace(/\\([^\w\s])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  const points = [...plain];
  if (points.length <= max) return plain;
  const cut = points.slice(0, max).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > max / 2 ? cut.slice(0, space) : cut}…`;
}
