import { limits } from '@rallykit/core';
import fc from 'fast-check';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visitParents } from 'unist-util-visit-parents';
import { describe, expect, test } from 'vitest';
import { fitTitle, htmlToMarkdown, textToMarkdown } from './markdown.js';

/** What a reader of the markdown finds in it: its text, and everything that leads somewhere. */
function read(markdown: string) {
  const tree = unified().use(remarkParse).use(remarkGfm).parse(markdown);
  let text = '';
  const urls: string[] = [];
  const kinds = new Set<string>();
  visitParents(tree, (node) => {
    kinds.add(node.type);
    if ('url' in node) urls.push(String(node.url));
    if (node.type === 'text' || node.type === 'inlineCode' || node.type === 'code') text += node.value;
    if (node.type === 'break' || node.type === 'paragraph') text += '\n';
  });
  return { text: text.trim(), urls, kinds };
}

describe('HTML', () => {
  test('takes an anchor that leads nowhere as its text', () => {
    expect(htmlToMarkdown('<a name="top">Top</a> of it')).toEqual({ text: 'Top of it', changed: [] });
  });

  test('keeps its structure', () => {
    const html =
      '<h2>Beans</h2><p>Keep them <strong>dry</strong> and <em>dark</em>, see <a href="https://a.example/b">this</a>.</p>' +
      '<ul><li>one</li><li>two</li></ul><pre><code>grind --fine\n</code></pre><blockquote><p>Said who?</p></blockquote>';
    expect(htmlToMarkdown(html)).toEqual({
      changed: [],
      text: [
        '## Beans',
        'Keep them **dry** and *dark*, see [this](https://a.example/b).',
        '- one\n- two',
        '```\ngrind --fine\n```',
        '> Said who?',
      ].join('\n\n'),
    });
  });

  test('leaves behind what could run, and says so', () => {
    const html =
      '<p onclick="x()">Hi</p><script>alert(1)</script><style>p{}</style><iframe src="https://x.example"></iframe>' +
      '<a href="javascript:alert(1)">press</a> <img src=x onerror=alert(1) alt="pot">';
    const { text, changed } = htmlToMarkdown(html);
    expect(read(text)).toMatchObject({ urls: [] });
    expect(text.replace(/\s+/g, ' ')).toBe('Hi press pot');
    expect(changed).toHaveLength(3);
  });

  test('keeps https images, links http ones, once', () => {
    const { text, changed } = htmlToMarkdown(
      '<p><img src="https://i.example/a.png" alt="A"> <img src="http://i.example/b.png" alt="B"> ' +
        '<a href="https://c.example"><img src="http://i.example/c.png" alt="C"></a></p>',
    );
    expect(text).toBe('![A](https://i.example/a.png) [B](http://i.example/b.png) [C](https://c.example)');
    expect(changed).toEqual(['Images that do not come by https became links.']);
  });

  test('text that looks like markup stays text', () => {
    expect(read(htmlToMarkdown('<p>1 &lt;b&gt; 2 *not* `code` [x](javascript:y)</p>').text)).toMatchObject({
      text: '1 <b> 2 *not* `code` [x](javascript:y)',
      urls: [],
    });
  });

  test('whatever it is, only http, https and mailto come out, and no HTML', () => {
    const address = fc.oneof(
      fc.webUrl(),
      fc.constantFrom(
        'javascript:alert(1)',
        'JAVA\tSCRIPT:x',
        'data:text/html,x',
        '//a.example',
        '/q/1',
        'mailto:a@b.example',
        '',
      ),
    );
    const piece = fc.oneof(
      fc.string(),
      fc.tuple(address, fc.string()).map(([url, text]) => `<a href="${url}">${text}</a>`),
      address.map((url) => `<img src="${url}" alt="x">`),
      fc.constantFrom(
        '<script>x',
        '<svg onload=x>',
        '<p>',
        '</p>',
        '<table><tr><td>',
        '<!-- c -->',
        '<b',
        '&lt;i&gt;',
        '<li>',
        '<del>',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const { urls, kinds } = read(htmlToMarkdown(pieces.join(' ')).text);
        expect(kinds.has('html')).toBe(false);
        for (const url of urls) expect(url).toMatch(/^(https?|mailto):/i);
      }),
    );
  }, 60_000);

  test('a text that is too long ends with a whole paragraph', () => {
    const paragraph = `<p>${'word '.repeat(1000).trim()}</p>`;
    const { text, changed } = htmlToMarkdown(paragraph.repeat(9));
    expect([...text].length).toBeLessThanOrEqual(limits.body);
    expect(text.split('\n\n').map((part) => part.length)).toEqual([4999, 4999, 4999, 1]);
    expect(changed).toEqual([expect.stringContaining('20,000 characters')]);
  });

  test('so does one without paragraphs, at a word', () => {
    const { text } = htmlToMarkdown(`<p>${'word '.repeat(9000)}</p>`);
    expect([...text].length).toBeLessThanOrEqual(limits.body);
    expect(text).toMatch(/ word…$/);
  });
});

describe('plain text', () => {
  test('looks the same as markdown', () => {
    const text = 'Use List.map<int> *or* a_b_c\n# not a heading\n1. not a list';
    expect(read(textToMarkdown(text).text).text).toBe(text);
  });

  test('addresses become links, without the full stop after them', () => {
    const { text } = textToMarkdown('See https://a.example/b_c_d?e=f. Or (http://g.example).');
    expect(text).toBe('See <https://a.example/b_c_d?e=f>. Or (<http://g.example>).');
  });

  test('any text without line ends is read as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 60 }), (text) => {
        const plain = text.replace(/\s+/g, ' ').trim();
        expect(read(textToMarkdown(plain).text).text).toBe(plain);
      }),
    );
  });
});

test('a title that is too long is cut at a word', () => {
  const { text, changed } = fitTitle('A lamp '.repeat(50));
  expect(text).toMatch(/^(A lamp )+A?( lamp)?…$/);
  expect([...text].length).toBeLessThanOrEqual(limits.title);
  expect(changed).toHaveLength(1);
  expect(fitTitle(' A \n lamp ')).toEqual({ text: 'A lamp', changed: [] });
});
