import { html, nothing, type TemplateResult } from 'lit';
import type { Token, Tokens } from 'marked';
import { markdownWords } from './markdown.words.js';
import { decodeReferences } from './references.js';
import { lex } from './lexer.js';

export interface MarkdownOptions {
  /** The level of the largest headings, 2 to 6. */
  readonly level: number;
  /** Whether images from https addresses are shown, rather than linked. */
  readonly images: boolean;
}

/** Far above what a backend takes as a body; what is longer is not worth a parser's time. */
const longest = 50_000;

/**
 * A text in markdown as templates, whose tags and attributes are those written here and no others. HTML in the text is
 * text. Undefined for a text that is too long to parse.
 */
export function renderMarkdown(text: string, options: MarkdownOptions): unknown {
  return text.length > longest ? undefined : new Renderer(lex(text), options).content;
}

class Renderer {
  readonly content: unknown;
  readonly #options: MarkdownOptions;
  /** Depths of headings that occur, so that none is left out on the way down. */
  readonly #depths: readonly number[];

  constructor(tokens: readonly Token[], options: MarkdownOptions) {
    this.#options = options;
    this.#depths = [...new Set(depthsIn(tokens))].sort((a, b) => a - b);
    this.content = this.#all(tokens);
  }

  #all(tokens: readonly Token[] | undefined): unknown {
    return tokens?.map((token) => this.#one(token as MarkedToken));
  }

  #one(token: MarkedToken): unknown {
    switch (token.type) {
      case 'space':
      case 'def':
        return nothing;
      case 'text':
        return token.tokens
          ? this.#all(token.tokens)
          : token.escaped
            ? token.text
            : decodeReferences(token.text);
      case 'escape':
        return token.text;
      case 'paragraph':
        return html`<p dir="auto">${this.#all(token.tokens)}</p>`;
      case 'heading':
        return this.#heading(token);
      case 'br':
        return html`<br />`;
      case 'em':
        return html`<em>${this.#all(token.tokens)}</em>`;
      case 'strong':
        return html`<strong>${this.#all(token.tokens)}</strong>`;
      case 'del':
        return html`<del>${this.#all(token.tokens)}</del>`;
      case 'codespan':
        return html`<code dir="auto">${token.text}</code>`;
      case 'code':
        return html`<pre dir="ltr"><code>${token.text}</code></pre>`;
      case 'blockquote':
        return html`<blockquote>${this.#all(token.tokens)}</blockquote>`;
      case 'list':
        return this.#list(token);
      case 'checkbox':
        return html`<input
          type="checkbox"
          disabled
          ?checked=${token.checked}
          aria-label=${token.checked ? markdownWords.done : markdownWords.toDo}
        />`;
      case 'table':
        return this.#table(token);
      case 'hr':
        return html`<hr />`;
      case 'link':
        return this.#link(token);
      case 'image':
        return this.#image(token);
      case 'html':
        return token.block ? html`<p class="plain" dir="auto">${token.text.trim()}</p>` : token.text;
      default:
        return (token satisfies Tokens.ListItem).raw;
    }
  }

  #heading({ depth, tokens }: Tokens.Heading): TemplateResult {
    const content = this.#all(tokens);
    switch (Math.min(6, this.#options.level + this.#depths.indexOf(depth))) {
      case 2:
        return html`<h2 dir="auto">${content}</h2>`;
      case 3:
        return html`<h3 dir="auto">${content}</h3>`;
      case 4:
        return html`<h4 dir="auto">${content}</h4>`;
      case 5:
        return html`<h5 dir="auto">${content}</h5>`;
      default:
        return html`<h6 dir="auto">${content}</h6>`;
    }
  }

  #list({ ordered, start, items }: Tokens.List): TemplateResult {
    const content = items.map(({ tokens }) => html`<li dir="auto">${this.#all(tokens)}</li>`);
    return ordered
      ? html`<ol start=${start || 1}>
          ${content}
        </ol>`
      : html`<ul>
          ${content}
        </ul>`;
  }

  #table({ header, rows }: Tokens.Table): TemplateResult {
    // It scrolls where it is too wide, so the keyboard has to reach it.
    return html`<div class="table" role="region" aria-label=${markdownWords.table} tabindex="0">
      <table>
        <thead>
          <tr>
            ${header.map((cell) => html`<th class=${cell.align ?? nothing} dir="auto">${this.#all(cell.tokens)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell) => html`<td class=${cell.align ?? nothing} dir="auto">${this.#all(cell.tokens)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #link({ href, autolink, text, tokens }: Tokens.Link): unknown {
    const content = autolink ? text : this.#all(tokens);
    const url = safeUrl(autolink ? href : decodeReferences(href), ['https:', 'http:', 'mailto:']);
    return url ? linkTo(url, content) : content;
  }

  #image({ href, text }: Tokens.Image): unknown {
    const alt = decodeReferences(text);
    const url = safeUrl(decodeReferences(href), ['https:', 'http:']);
    if (!url) return alt;
    if (!this.#options.images || !url.startsWith('https:')) return linkTo(url, alt || url);
    return html`<img src=${url} alt=${alt} loading="lazy" referrerpolicy="no-referrer" />`;
  }
}

type MarkedToken =
  | Tokens.Space
  | Tokens.Def
  | Tokens.Text
  | Tokens.Escape
  | Tokens.Paragraph
  | Tokens.Heading
  | Tokens.Br
  | Tokens.Em
  | Tokens.Strong
  | Tokens.Del
  | Tokens.Codespan
  | Tokens.Code
  | Tokens.Blockquote
  | Tokens.List
  | Tokens.ListItem
  | Tokens.Checkbox
  | Tokens.Table
  | Tokens.Hr
  | Tokens.Link
  | Tokens.Image
  | Tokens.HTML
  | Tokens.Tag;

const linkTo = (url: string, content: unknown): TemplateResult =>
  html`<a href=${url} rel="nofollow ugc noopener">${content}</a>`;

/** An absolute address of one of these protocols, as a browser would read it; undefined for any other text. */
function safeUrl(href: string, protocols: readonly string[]): string | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  return url && protocols.includes(url.protocol) ? url.href : undefined;
}

function depthsIn(tokens: readonly Token[]): number[] {
  return tokens.flatMap((token) => {
    if (token.type === 'heading') return [(token as Tokens.Heading).depth];
    const inner =
      token.type === 'list' ? (token as Tokens.List).items : 'tokens' in token ? token.tokens : undefined;
    return depthsIn(inner ?? []);
  });
}
