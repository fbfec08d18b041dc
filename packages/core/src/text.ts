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
