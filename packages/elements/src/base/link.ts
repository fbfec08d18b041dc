import { html, type TemplateResult } from 'lit';

/** The address of something by a page's template, such as `/ideas/{id}`; undefined for what is no web address. */
export function addressOf(template: string | undefined, id: string): string | undefined {
  const address = template?.replaceAll('{id}', encodeURIComponent(id));
  if (!address || !URL.canParse(address, document.baseURI)) return undefined;
  const { protocol, href } = new URL(address, document.baseURI);
  return /^https?:$/.test(protocol) ? href : undefined;
}

/** A title that leads to another page, unless `ask` says that this page shows it itself. */
export function titleLink(title: string, address: string, ask: () => boolean): TemplateResult {
  const onClick = (event: MouseEvent) => {
    // A link opened in another tab or window is the browser's to follow.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!ask()) event.preventDefault();
  };
  return html`<a class="title" dir="auto" href=${address} @click=${onClick}>${title}</a>`;
}
