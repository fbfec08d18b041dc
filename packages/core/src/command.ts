import type {
  Audience,
  Entity,
  GuestPolicy,
  Measure,
  PollOption,
  Post,
  Purpose,
  ReviewableKind,
  Ref,
  ReviewPolicy,
  Tag,
  UpdateLabel,
  VotableKind,
  VotePolicy,
  VotersPolicy,
  Status,
} from './entity.js';

declare const brand: unique symbol;
/** Names one act of one member; made by the client. Applied once, however often it is sent. */
export type CommandId = string & { readonly [brand]: 'command' };

/**
 * Every act, by type. Commands set; they never toggle or add, so sending one twice is sending it once.
 * Ids of new entities are made by the client. `revision` in an edit is that of the copy which was edited.
 */
export interface CommandInputs {
  'idea.create': { id: string; board: string; title: string; body?: string; tags?: readonly string[] };
  'idea.edit': { id: string; revision: number; title?: string; body?: string; tags?: readonly string[] };
  /** `note` becomes the official response, and is kept with the step. */
  'idea.set-status': { id: string; status: string; note?: string };
  /** An empty body takes the response back. */
  'idea.respond': { id: string; body: string };
  /** The idea `id` says the same as `into`, on the same board: its voters count there, each once. */
  'idea.merge': { id: string; into: string };
  /** Takes back what merging did. */
  'idea.unmerge': { id: string };
  /** The tags in `add` are on it from then on, those in `remove` are not; the others stay as they are. Its text counts as unchanged. */
  'idea.set-tags': { id: string; add?: readonly string[]; remove?: readonly string[] };
  /** Puts it before all others of its board. */
  'idea.pin': { id: string; pinned: boolean };
  /** Takes it out of every list but that of archived ideas, or back. It keeps all that it has. */
  'idea.archive': { id: string; archived: boolean };
  /**
   * Puts it on another board, with its votes, its talk and what was merged into it. Its status and tags stay where that board
   * has them too; otherwise it begins in the board's first status, without them. Votes count in the budget of the board that
   * they are on by then: nobody loses one, also who has more than that board gives.
   */
  'idea.move': { id: string; board: string };
  'question.create': { id: string; board: string; title: string; body?: string; tags?: readonly string[] };
  'question.edit': { id: string; revision: number; title?: string; body?: string; tags?: readonly string[] };
  'answer.create': { id: string; question: string; body: string };
  'answer.edit': { id: string; revision: number; body: string };
  /** The accepted answer of `question` is `answer`; null for none. */
  'answer.accept': { question: string; answer: string | null };
  'comment.create': { id: string; subject: Ref<VotableKind>; body: string; replyTo?: string };
  'comment.edit': { id: string; revision: number; body: string };
  'poll.create': {
    id: string;
    board: string;
    title: string;
    body?: string;
    choice: 'single' | 'multiple';
    options: readonly PollOption[];
    closesAt?: number;
  };
  'poll.close': { id: string };
  /**
   * Tells what was done. An idea in `ships` that was merged into another stands for that one. `setShipped` puts those that
   * are not there yet into their board's first status that is a success, and answers them with the title, in the same act.
   */
  'update.publish': {
    id: string;
    board: string;
    title: string;
    body?: string;
    labels?: readonly UpdateLabel[];
    ships?: readonly string[];
    setShipped?: true;
  };
  /** Naming `ships` counts anew who is thanked. */
  'update.edit': {
    id: string;
    revision: number;
    title?: string;
    body?: string;
    labels?: readonly UpdateLabel[];
    ships?: readonly string[];
    setShipped?: true;
  };
  /** The ideas that it shipped stay as they are. */
  'update.remove': { id: string };
  /**
   * My vote on `subject` is `value`; 0 takes it back. `reason` says why, to those who see who voted; without it, what was said
   * stays for as long as the vote is the same.
   */
  'vote.set': { subject: Ref<VotableKind>; value: -1 | 0 | 1; reason?: string };
  /** My answer to `poll` is `options`; none takes it back. */
  'ballot.set': { poll: string; options: readonly string[] };
  /** Whether I am told what happens to an idea; who writes it, votes or comments is, until they say otherwise. */
  'follow.set': { idea: string; on: boolean };
  /** What I was told up to the time `until` is read, and what `ids` names. */
  'mark.set': { until?: number; ids?: readonly string[] };
  'post.remove': { ref: Ref<Post['kind']> };
  'post.lock': { ref: Ref<VotableKind>; locked: boolean };
  /** Lets everybody see a post that waits for review. To refuse it is to remove it. */
  'post.approve': { ref: Ref<ReviewableKind> };
  /** Takes or gives back the access of somebody who ranks below me. */
  'member.suspend': { member: string; suspended: boolean };
  'board.create': {
    id: string;
    purpose: Purpose;
    title: string;
    description?: string;
    tags?: readonly Tag[];
    /** Its purpose's own when left out. */
    pipeline?: readonly Status[];
    votes?: VotePolicy;
    budget?: number;
    voters?: VotersPolicy;
  };
  /** `budget` null is none: as many votes as they like. */
  'board.edit': {
    id: string;
    title?: string;
    description?: string;
    tags?: readonly Tag[];
    budget?: number | null;
    voters?: VotersPolicy;
  };
  'goal.create': {
    id: string;
    board: string;
    title: string;
    memberValue: string;
    businessValue: string;
    audience: Audience;
    measure: Measure;
    startsAt: number;
    endsAt: number;
    promiseDays: number;
  };
  /** `current` is the measure as it stands now. Refused for a goal that counts successes by itself. */
  'goal.report': { id: string; current: number };
  'community.edit': { name?: string; guests?: GuestPolicy; review?: ReviewPolicy };
  /** My own name, as others see it. */
  'member.rename': { name: string };
  /**
   * Removes a person: me, or whom a leader names. What they wrote stays, by nobody in particular; their votes stay
   * counted, and who gave them is forgotten.
   */
  'member.erase': { id: string };
  /**
   * Takes an entity over as it is, author and time kept. One that is already here stays as it is. Operators only.
   * `exact`: it comes from a whole community's export, and everything else of that comes too; revisions, counts and
   * trend are taken as they stand. Otherwise they are counted anew from what is taken over.
   */
  'entity.import': { entity: Entity; exact?: true };
}

export type CommandType = keyof CommandInputs;

/** One act, as plain JSON. */
export type Command<T extends CommandType = CommandType> = {
  [K in T]: { readonly id: CommandId; readonly type: K; readonly input: Readonly<CommandInputs[K]> };
}[T];

/** Makes a command. @example command(nanoid(), 'vote.set', { subject: idea, value: 1 }) */
export function command<T extends CommandType>(id: string, type: T, input: CommandInputs[T]): Command<T> {
  return { id, type, input } as unknown as Command<T>;
}
