// Mealwright's own script: reading direction, menus and sign-in. To RallyKit it says one thing: `provider.token = …`.
const KEY = 'mealwright.session';
const find = (selector) => document.querySelector(selector);
const account = find('#account');
const people = find('#people');
const sections = find('#sections');

if (new URLSearchParams(location.search).get('dir') === 'rtl') document.documentElement.dir = 'rtl';

/** The session of this tab. Storage may be switched off: the session then lasts until the page is left. */
let session;
try {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  if (typeof kept?.token === 'string') session = kept;
} catch {
  // Nothing readable is kept, so the visitor is a guest.
}

function show(problem = '') {
  find('rally-provider').token = session?.token;
  account.textContent = session?.name ?? 'Sign in';
  find('[data-signed-out]').hidden = Boolean(session);
  find('[data-signed-in]').hidden = !session;
  find('[data-name]').textContent = session ? `You are here as ${session.name}.` : '';
  find('[data-problem]').textContent = problem;
}

function become(next) {
  session = next;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session ?? null));
  } catch {
    // See above.
  }
  show();
  find('[data-status]').textContent = session ? `Signed in as ${session.name}` : 'You are here as a guest';
}

async function signIn(member) {
  account.textContent = 'Signing in…';
  try {
    const answer = await fetch('/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ member }),
    });
    if (!answer.ok) throw new Error(`/sign-in answered ${answer.status}`);
    become(await answer.json());
  } catch {
    show('Sign-in did not work, so you are still a guest. Choose a person to try again.');
    people.togglePopover(true);
  }
}

people.addEventListener('toggle', (event) =>
  account.setAttribute('aria-expanded', event.newState === 'open'),
);
people.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  people.hidePopover();
  if (button.dataset.member) void signIn(button.dataset.member);
  else become(undefined);
});
// On a narrow screen the links are in a menu; following one closes it.
sections.addEventListener('click', () => sections.togglePopover(false));

// A widget asks for sign-in when a guest may not do something, or when the token has run out.
document.addEventListener('rally-auth-required', (event) => {
  event.preventDefault(); // the menu is the message
  if (session) become(undefined);
  people.togglePopover(true);
  people.querySelector('button').focus();
});

// The boards are on this page, so none has to open a second time.
document.addEventListener('rally-board-open-request', (event) => {
  const board = find(`:is(rally-ideas, rally-questions)[board="${CSS.escape(event.board)}"]`);
  if (!board) return;
  event.preventDefault();
  board.scrollIntoView();
});

show();
