/** A piece of XML that was written here: all that is text in it is escaped. */
export class Xml {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** An attribute or child that is undefined is left out. */
type Content = string | Xml | undefined;

// What XML 1.0 has no way to write, not even escaped.
// eslint-disable-next-line no-control-regex
const unwritable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

const escaped = (text: string): string =>
  text.replace(unwritable, '').replace(/[&<>"\r]/g, (character) => escapes[character]!);

/** An element. Names are the program's own; attributes and strings among the children are text, whatever is in them. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Content[]
): Xml {
  const head = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${escaped(value)}"`))
    .join('');
  const inner = children
    .map((child) => (child instanceof Xml ? child.markup : escaped(child ?? '')))
    .join('');
  return new Xml(inner ? `<${name}${head}>${inner}</${name}>` : `<${name}${head}/>`);
}
