import { Lexer, type Token, type TokensList } from 'marked';

/** Lists in quotes in lists…: deeper than anybody writes. What is deeper stays text. */
const deepest = 12;
/** Emphasis is matched in time quadratic to a paragraph's length; longer ones (600 words) stay text. */
const longestParagraph = 4_000;

const asText = (src: string): Token => ({ type: 'text', raw: src, text: src, escaped: true });

/** A lexer whose time and depth are bounded, whatever it is given. */
class BoundedLexer extends Lexer {
  #depth = 0;

  override blockTokens(src: string, tokens?: Token[], clipped?: boolean): Token[];
  override blockTokens(src: string, tokens?: TokensList, clipped?: boolean): TokensList;
  override blockTokens(src: string, tokens: Token[] = [], clipped?: boolean): Token[] {
    return this.#inside(src, tokens, () => super.blockTokens(src, tokens, clipped));
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (src.length <= longestParagraph)
      return this.#inside(src, tokens, () => super.inlineTokens(src, tokens));
    tokens.push(asText(src));
    return tokens;
  }

  #inside(src: string, tokens: Token[], lex: () => Token[]): Token[] {
    if (this.#depth >= deepest) {
      tokens.push(asText(src));
      return tokens;
    }
    this.#depth += 1;
    try {
      return lex();
    } finally {
      this.#depth -= 1;
    }
  }
}

export const lex = (text: string): Token[] => new BoundedLexer({ gfm: true, breaks: true }).lex(text);
