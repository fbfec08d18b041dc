/**
 * What a site's script tag loads: finds the RallyKit tags on the page, now and later, and loads just what they need.
 *
 *     <script type="module" src="https://community.example.com/rallykit.js"></script>
 *     <rally-ideas backend="https://community.example.com" board="product"></rally-ideas>
 */
import type { LoadBackend, Settings } from '@rallykit/elements';

const elements: Readonly<Record<string, () => Promise<unknown>>> = {
  'rally-provider': () => import('@rallykit/elements/provider'),
  'rally-goal': () => import('@rallykit/elements/goal'),
  'rally-ideas': () => import('@rallykit/elements/ideas'),
  'rally-idea': () => import('@rallykit/elements/idea'),
  'rally-vote': () => import('@rallykit/elements/vote'),
  'rally-questions': () => import('@rallykit/elements/questions'),
  'rally-question': () => import('@rallykit/elements/question'),
  'rally-updates': () => import('@rallykit/elements/updates'),
  'rally-inbox': () => import('@rallykit/elements/inbox'),
  'rally-poll': () => import('@rallykit/elements/poll'),
  'rally-boards': () => import('@rallykit/elements/boards'),
  'rally-idea-list': () => import('@rallykit/elements/idea-list'),
  'rally-search': () => import('@rallykit/elements/search'),
  'rally-roadmap': () => import('@rallykit/elements/roadmap'),
};

const setup = () => import('./setup.js');
const missing = new Set(Object.keys(elements));

/** Defines these tags; for those in another component's shadow tree, which are not found by themselves. */
export async function load(...tags: readonly string[]): Promise<void> {
  await Promise.all([setup(), ...tags.map((tag) => elements[tag]?.())]);
}

/** Sets defaults for all elements of the page, such as `backend`, `token` or `words`. */
export async function configure(settings: Settings): Promise<void> {
  (await setup()).configure(settings);
}

/** Teaches `backend` attributes another kind of address. */
export async function registerBackend(scheme: string, loadBackend: LoadBackend): Promise<void> {
  (await setup()).registerBackend(scheme, loadBackend);
}

function find(): void {
  for (const tag of missing) {
    if (!document.querySelector(tag)) continue;
    missing.delete(tag);
    load(tag).catch((error: unknown) => {
      console.error(`RallyKit could not load <${tag}>; it tries again when the network is back.`, error);
      missing.add(tag);
    });
  }
  if (missing.size === 0) observer?.disconnect();
}

const observer = typeof document === 'undefined' ? undefined : new MutationObserver(find);
// On a server there is no page to look at.
if (observer) {
  observer.observe(document.documentElement, { childList: true, subtree: true });
  addEventListener('online', find);
  find();
}
