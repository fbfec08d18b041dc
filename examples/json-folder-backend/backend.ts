import { isDeepStrictEqual } from 'node:util';
import {
  atLeast,
  communityRef,
  defineBackend,
  invalid,
  limits,
  RallyError,
  trendOfCount,
  voteId,
  votingOver,
  type Backend,
  type BackendHost,
  type Board,
  type Call,
  type Comment,
  type Entity,
  type Idea,
  type Identity,
  type Member,
  type Ref,
  type Status,
  type Vote,
} from '@rallykit/core';
import { checked } from '@rallykit/core/checked';
import { openFolder, type Person, type Said, type Suggestion, type Topic, type Voted } from './folder.js';

const stages: Readonly<Record<Suggestion['stage'], Status>> = {
  open: { id: 'open', label: 'Open', tone: 'calm' },
  planned: { id: 'planned', label: 'Planned', tone: 'accent' },
  shipped: { id: 'shipped', label: 'Done', tone: 'good', closed: true, success: true },
  declined: { id: 'declined', label: 'Not for us', tone: 'bad', closed: true },
};

const still = { revision: 1, createdAt: 0, updatedAt: 0 } as const;
const times = (made: string, last = made) => ({ createdAt: Date.parse(made), updatedAt: Date.parse(last) });
const community = { ...communityRef, ...still, guests: 'none' } as const;

const toBoard = ({ id, title, tags, against }: Topic): Board => ({
  ...{ kind: 'board', id, ...still, title, description: '', tags },
  purpose: 'product-design',
  pipeline: Object.values(stages),
  votes: against ? 'up-down' : 'up',
  counts: {},
});

const toMember = ({ id, name, team, since }: Person): Member => ({
  ...{ kind: 'member', id, revision: 1, ...times(since), name, role: team ? 'team' : 'member' },
});

function toIdea(from: Suggestion): Idea {
  const up = from.votes.filter(({ value }) => value > 0).length;
  const down = from.votes.filter(({ value }) => value < 0).length;
  return {
    ...{ kind: 'idea', id: from.id, revision: from.version, ...times(from.created, from.changed) },
    ...{ board: from.board, author: from.by, title: from.title, body: from.text, tags: from.tags },
    textRevision: from.textVersion,
    ...(from.edited && { editedAt: Date.parse(from.edited) }),
    ...{ status: from.stage, statusAt: Date.parse(from.stageSince) },
    tally: { score: up - down, up, down, imported: 0 },
    trend: trendOfCount(up + down, Date.parse(from.created)),
    comments: from.comments.length,
  };
}

const toComment = (on: Suggestion, { id, by, text, at, replyTo }: Said): Comment => ({
  ...{ kind: 'comment', id, revision: 1, ...times(at) },
  ...{ board: on.board, author: by, body: text, textRevision: 1 },
  subject: { kind: 'idea', id: on.id },
  ...(replyTo && { replyTo }),
});

const toVote = (on: Suggestion, { by, value, version, first, at }: Voted): Vote => ({
  ...{ kind: 'vote', id: voteId(by, { kind: 'idea', id: on.id }), revision: version, ...times(first, at) },
  ...{ member: by, subject: { kind: 'idea', id: on.id }, value },
});

const gone = () => new RallyError('not-found', 'This is not here. Reload to see what is.');
const taken = () => new RallyError('conflict', 'This has been posted already. Reload to see it.');
const notYours = () => new RallyError('forbidden', 'Only who wrote this, or the team, can edit it.');
const onlyFor = () => invalid('value', 'This board takes votes for an idea only: 1, or 0 for none.');
const outdated = (current: Idea) =>
  new RallyError('conflict', 'This was edited meanwhile. Look at it as it is now.', { current });

function connect(identity: Identity | null, name: string, path: string): Backend {
  const folder = openFolder(path);
  const me = identity?.id ?? ''; // Empty for somebody who only reads.

  const boards = async (call: Call) => (await folder.boards(call)).map(toBoard);
  const members = async (call: Call) => (await folder.people(call)).map(toMember);
  const myVote = (on: Suggestion) => on.votes.flatMap((vote) => (vote.by === me ? [toVote(on, vote)] : []));
  const withMine = (from: Suggestion): Entity[] => [toIdea(from), ...myVote(from)];
  const ideas = async (call: Call) => (await folder.suggestions(call)).flatMap(withMine);
  const commentsOn = (from: Suggestion) => from.comments.map((each) => toComment(from, each));
  const comments = async (call: Call) => (await folder.suggestions(call)).flatMap(commentsOn);
  const comment = async (id: string, call: Call) => (await comments(call)).find((each) => each.id === id);

  async function boardWith(id: string, tags: readonly string[] = []): Promise<Board> {
    const board = (await boards({})).find((each) => each.id === id);
    if (!board) throw gone();
    if (tags.every((tag) => board.tags.some((known) => known.id === tag))) return board;
    throw invalid('tags', 'This board has no such tag. Choose another.');
  }

  const isTeam = !!identity && atLeast(identity.role, 'team');
  const meet = (since: string) => folder.meet({ id: me, name: identity!.name, team: isTeam, since });

  type How = (from: Suggestion, now: string) => Promise<Partial<Suggestion> | null>;
  /** What an act on a suggestion changes is all in one file: `how` says what. */
  const change = ({ kind, id }: Ref, call: Call, how: How) =>
    folder.inTurn(async (now) => {
      const from = kind === 'idea' && (await folder.suggestion(id));
      if (!from) throw gone();
      const what = await how(from, now);
      if (!what) return null;
      await meet(now);
      const next = { ...from, ...what, changed: now, version: from.version + 1 };
      await folder.save(next);
      return next;
    }, call);

  const spec = checked({
    name: 'json-folder',
    identity,
    community: async (call) => ({ ...community, name, members: (await folder.people(call)).length }),
    can: { sorts: ['trending', 'top', 'new', 'old'], search: true, similar: true, totals: 'exact', limits },
    list: {
      board: (_query, call) => boards(call),
      idea: async (_query, call) => [await members(call), await ideas(call)].flat(),
      comment: async (_query, call) => [await members(call), await comments(call)].flat(),
    },
    get: {
      board: async (id, call) => (await boards(call)).find((board) => board.id === id),
      member: async (id, call) => (await members(call)).find((member) => member.id === id),
      idea: (id, call) => folder.suggestion(id, call).then((from) => from && toIdea(from)),
      vote: ({ id }, call) => folder.suggestion(id, call).then((from) => from && myVote(from)[0]),
      comment,
    },
    commands: {
      'idea.create': ({ id, board, title, body = '', tags = [] }, act) =>
        folder.inTurn(async (now) => {
          await boardWith(board, tags);
          if (await folder.suggestion(id)) throw taken();
          await meet(now);
          const first = { stage: 'open', version: 1, textVersion: 1, votes: [], comments: [] } as const;
          const since = { stageSince: now, created: now, changed: now };
          const made = { id, board, by: me, title, text: body, tags, ...first, ...since };
          await folder.save(made);
          return [toIdea(made)];
        }, act),
      'idea.edit': ({ id, revision, title, body, tags }, act) =>
        change({ kind: 'idea', id }, act, async (from, edited) => {
          if (from.by !== me && !isTeam) throw notYours();
          if (revision < from.textVersion) throw outdated(toIdea(from));
          await boardWith(from.board, tags);
          const text = { title: title ?? from.title, text: body ?? from.text, tags: tags ?? from.tags };
          if (isDeepStrictEqual({ ...from, ...text }, from)) return null;
          return { ...text, edited, textVersion: from.version + 1 };
        }).then((next) => (next ? [toIdea(next)] : [])),
      'vote.set': ({ subject, value }, act) =>
        change(subject, act, async (from, at) => {
          const board = await boardWith(from.board);
          if (value < 0 && board.votes === 'up') throw onlyFor();
          const before = from.votes.find(({ by }) => by === me);
          if (value === (before?.value ?? 0)) return null;
          const over = votingOver(toIdea(from), board);
          if (over) throw over;
          const vote = { by: me, value, version: (before?.version ?? 0) + 1, first: before?.first ?? at, at };
          return { votes: [...from.votes.filter((each) => each !== before), vote] };
        }).then((next) => (next ? withMine(next) : [])),
      'comment.create': ({ id, subject, body, replyTo }, act) =>
        change(subject, act, async (from, at) => {
          if (await comment(id, {})) throw taken();
          const parent = replyTo ? await comment(replyTo, {}) : undefined;
          if (replyTo && !parent) throw gone();
          if (parent && parent.subject.id !== from.id)
            throw invalid('replyTo', 'Reply to a comment of this idea.');
          const added = { id, by: me, text: body, at, ...(replyTo && { replyTo }) };
          return { comments: [...from.comments, added] };
        }).then((next) => (next ? [toIdea(next), ...commentsOn(next).slice(-1)] : [])),
    },
  });
  return defineBackend(spec);
}

/** Communities by name, each in a folder of its own. */
export function folderHost(folders: Readonly<Record<string, string>>): BackendHost {
  return {
    as(identity, community = 'default') {
      const path = folders[community];
      if (!path) throw new RallyError('not-found', `There is no community “${community}” here.`);
      return connect(identity, community, path);
    },
    ready: async () => {
      for (const path of Object.values(folders)) await openFolder(path).suggestions();
    },
    close: async () => {},
  };
}
