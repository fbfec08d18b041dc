/** Milliseconds since 1970-01-01T00:00Z. */
export type Timestamp = number;

/** Names one entity. */
export interface Ref<K extends Kind = Kind> {
  readonly kind: K;
  readonly id: string;
}

interface Base<K extends string> extends Ref<K & Kind> {
  /** Grows by one with every change of this entity; of two copies, the larger is newer. */
  readonly revision: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** What a visitor without an account may do: read only, vote too, or post too. */
export type GuestPolicy = 'none' | 'vote' | 'post';

/** Whose new posts wait until the team has approved them. The team's own never do. */
export type ReviewPolicy = 'none' | 'guests' | 'everyone';

export interface Community extends Base<'community'> {
  readonly name: string;
  readonly guests: GuestPolicy;
  /** `none` when absent. */
  readonly review?: ReviewPolicy;
  /** How many people have ever taken part. */
  readonly members: number;
}

export type Audience = 'customers' | 'partners' | 'employees' | 'prospects';

/** The outcome that a community rallies round: what members get, what the company gets, how it is measured. */
export interface Goal extends Base<'goal'> {
  /** The board whose ideas or answers work toward it. */
  readonly board: string;
  readonly title: string;
  readonly memberValue: string;
  readonly businessValue: string;
  readonly audience: Audience;
  readonly measure: Measure;
  readonly startsAt: Timestamp;
  readonly endsAt: Timestamp;
  /** The member who leads it and has promised an answer within `promiseDays` days. */
  readonly owner: string;
  readonly promiseDays: number;
}

export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly baseline: number;
  readonly target: number;
  readonly current: number;
  /**
   * Where `current` comes from. `reported` (when absent): the command `goal.report`. `successes`: it always is the
   * baseline plus the number of the board's posts that stand in a `success` status.
   */
  readonly counts?: 'reported' | 'successes';
}

export type Purpose = 'support' | 'product-design' | 'quality' | 'process' | 'objections' | 'advocacy';

/** A step in a board's pipeline. The first is where a new post starts. */
export interface Status {
  readonly id: string;
  readonly label: string;
  readonly tone: 'calm' | 'accent' | 'good' | 'warn' | 'bad';
  /** No more votes are taken here. */
  readonly closed?: true;
  /** Counts as a success toward the goal. */
  readonly success?: true;
}

export interface Tag {
  readonly id: string;
  readonly label: string;
}

/** `up`: one vote a person. `up-down`: for or against. */
export type VotePolicy = 'up' | 'up-down';

/** Who sees who voted on a board's posts. How many did is seen by everybody. */
export type VotersPolicy = 'none' | 'team' | 'all';

export interface Board extends Base<'board'> {
  readonly purpose: Purpose;
  readonly title: string;
  readonly description: string;
  readonly pipeline: readonly Status[];
  readonly tags: readonly Tag[];
  readonly votes: VotePolicy;
  /** How many votes a member can have on its open posts at a time; as many as they like when absent. */
  readonly budget?: number;
  /** `none` when absent. */
  readonly voters?: VotersPolicy;
  /** How many posts stand in each status, by status id. */
  readonly counts: Readonly<Record<string, number>>;
  /** How many archived ideas stand in each status: these are in no other count, and absent while there are none. */
  readonly archivedCounts?: Readonly<Record<string, number>>;
  /** Ids of the goals that count its successes. */
  readonly goals?: readonly string[];
}

/** Votes on one post. `score = up − down + imported`. */
export interface Tally {
  readonly score: number;
  readonly up: number;
  readonly down: number;
  /** Votes taken over as a bare count from another system; they have no voters here. */
  readonly imported: number;
}

/** Where an imported entity came from. */
export interface Source {
  readonly system: string;
  readonly id: string;
}

interface Written {
  readonly board: string;
  /** A member's id. */
  readonly author: string;
  /** Markdown. */
  readonly body: string;
  /** The revision at which the text last changed: an edit based on an older one is a conflict, votes are not. */
  readonly textRevision: number;
  readonly editedAt?: Timestamp;
  readonly source?: Source;
  /** It waits for review: its author and the team see it, and nothing counts it. */
  readonly pending?: true;
}

interface Discussed {
  /** How many comments it has. */
  readonly comments: number;
  /** When the last comment or answer came, whether or not it is still there; absent when none has. */
  readonly talkedAt?: Timestamp;
  readonly locked?: true;
}

interface Voted {
  readonly tally: Tally;
  /** How much attention it gets of late; see `trend.ts`. Comparable within a board, at any time. */
  readonly trend: number;
  /** What of it came by comments and answers; absent while there were none. */
  readonly talkTrend?: number;
  /** When the team approved it, where it waited for that: attention begins there. */
  readonly approvedAt?: Timestamp;
}

/** The team's answer to an idea. */
export interface OfficialResponse {
  readonly author: string;
  readonly body: string;
  readonly at: Timestamp;
  /** Id of the update that brought it: publishing shipped the idea, and this is the update's title. */
  readonly update?: string;
}

export interface Idea extends Base<'idea'>, Written, Discussed, Voted {
  readonly title: string;
  /** Ids of the board's tags. */
  readonly tags: readonly string[];
  /** Id of a status in the board's pipeline. */
  readonly status: string;
  readonly statusAt: Timestamp;
  readonly response?: OfficialResponse;
  /** It stands before those that are not, in every order but the oldest-first one. */
  readonly pinned?: true;
  /** The team has put it away: only a list that asks for archived ideas has it, and nothing is put on it. */
  readonly archived?: true;
  /** The idea that this one was merged into: its votes count there, and nothing is put on this one any more. */
  readonly mergedInto?: string;
  /** Votes without voters that it brought there. */
  readonly carried?: number;
  /** The ideas that were merged into this one, the first first. */
  readonly merged?: readonly string[];
}

export interface Question extends Base<'question'>, Written, Discussed, Voted {
  readonly title: string;
  readonly tags: readonly string[];
  /** Follows from its answers: see `questionStatus`. */
  readonly status: string;
  readonly answers: number;
  /** Id of the accepted answer. */
  readonly accepted?: string;
  readonly views?: number;
}

export interface Answer extends Base<'answer'>, Written, Discussed, Voted {
  readonly question: string;
}

export interface Comment extends Base<'comment'>, Written {
  readonly subject: Ref<'idea' | 'question' | 'answer'>;
  /** Id of the comment it replies to, on the same subject. */
  readonly replyTo?: string;
  /** The merged ideas that it came by, the one it was written on first; absent where it was written on its subject. */
  readonly via?: readonly string[];
}

export interface PollOption {
  readonly id: string;
  readonly label: string;
}

export interface Poll extends Base<'poll'> {
  readonly board: string;
  readonly author: string;
  readonly title: string;
  readonly body: string;
  readonly choice: 'single' | 'multiple';
  readonly options: readonly PollOption[];
  readonly tally: PollTally;
  readonly closesAt?: Timestamp;
  readonly source?: Source;
}

export interface PollTally {
  /** People who answered, those imported as a bare count included. */
  readonly voters: number;
  /** Votes by option id. */
  readonly options: Readonly<Record<string, number>>;
}

/** What an update tells of. */
export type UpdateLabel = 'new' | 'improved' | 'fixed';

/** Who is thanked for ideas; `rules/update.ts` counts them. */
export interface Thanks {
  /** Ids of members: who wrote the ideas first, then who said something to them. */
  readonly people: readonly string[];
  /** How many helped beside these; rather too few than too many. */
  readonly others: number;
}

/** News from the team: what was done, which ideas it ships and who is thanked for them. Published when it was created. */
export interface Update extends Base<'update'>, Omit<Written, 'pending'> {
  readonly title: string;
  readonly labels: readonly UpdateLabel[];
  /** Ids of ideas of any board, as they were when it was published: one may have been merged or removed since. */
  readonly ships: readonly string[];
  /** As it was when the ideas were last named. */
  readonly thanks: Thanks;
}

/** What a person may do rises from left to right; `operator` runs the store (import, seed) and is never a member. */
export type Role = 'guest' | 'member' | 'team' | 'leader' | 'operator';

export interface Member extends Base<'member'> {
  readonly name: string;
  readonly role: Role;
  /** Such as "Product lead"; shown beside the name. */
  readonly title?: string;
  readonly audience?: Audience;
  /** An http or https address. */
  readonly avatar?: string;
  /** The team has taken their access: they read as an anonymous reader does, and act no more. */
  readonly suspended?: true;
}

/**
 * One member's vote on one post; `value` 0 is a vote taken back. Seen by that member only, and in the list of those who voted,
 * where the board shows that.
 */
export interface Vote extends Base<'vote'> {
  readonly member: string;
  readonly subject: Ref<'idea' | 'question' | 'answer'>;
  readonly value: -1 | 0 | 1;
  /** Why, in plain words, where the voter said so. It goes with the vote. */
  readonly reason?: string;
  /** The idea that the vote was given to, which was then merged into this one. */
  readonly via?: string;
}

/** One member's answer to one poll. Seen by that member only; no options is an answer taken back. */
export interface Ballot extends Base<'ballot'> {
  readonly member: string;
  readonly poll: string;
  readonly options: readonly string[];
}

/** One move of an idea to another status: `author` moved it at `createdAt`. Made with the move; never changed. */
export interface Step extends Base<'step'> {
  readonly board: string;
  readonly idea: string;
  readonly author: string;
  readonly from: string;
  readonly to: string;
  /** Why, as markdown. */
  readonly note?: string;
}

/**
 * Whether a member follows an idea, where they said so themselves or took part in its talk. Seen by that member only. Who
 * has no such entity follows what they wrote and what they voted on.
 */
export interface Follow extends Base<'follow'> {
  readonly member: string;
  readonly subject: Ref<'idea'>;
  readonly on: boolean;
}

/** What people are told of: a new status, an official answer, a merge into another idea, an update that ships it, a reply. */
export type Happening = 'status' | 'answer' | 'merge' | 'update' | 'reply';

/**
 * Something that happened to a post, kept once, however many are told of it: all who follow the idea, or `member` alone.
 * `list({ kind: 'notification', told: 'all' })` has what is told to who asks.
 */
export interface Notification extends Base<'notification'> {
  readonly what: Happening;
  /** The member who did it; they are not told. */
  readonly by: string;
  /** What it happened to and goes with: the idea, or the reply. */
  readonly subject: Ref<'idea' | 'comment' | 'answer'>;
  /** What tells of it: the step, the idea with its answer, the idea that it was merged into, the update; what was replied on. */
  readonly about: Ref<'step' | 'idea' | 'update' | 'question'>;
  /** Who alone is told and sees it. */
  readonly member?: string;
}

/** How far a member has read what they were told. Seen by that member only; its id is theirs. */
export interface Mark extends Base<'mark'> {
  readonly member: string;
  /** All that was told up to then is read. */
  readonly readAt: Timestamp;
  /** What came later and is read, with when it came; the last `readOneByOne`. */
  readonly read: readonly { readonly id: string; readonly at: Timestamp }[];
}

/** What the team can do about others' posts and people. */
export type AuditAction =
  | 'approve'
  | 'remove'
  | 'lock'
  | 'unlock'
  | 'pin'
  | 'unpin'
  | 'archive'
  | 'unarchive'
  | 'move'
  | 'suspend'
  | 'restore'
  | 'merge'
  | 'unmerge'
  | 'erase';

/** One act of moderation: `author` did `action` to `subject` at `createdAt`. Seen by the team; never changed. */
export interface Audit extends Base<'audit'> {
  readonly author: string;
  readonly action: AuditAction;
  readonly subject: Ref;
}

export interface Entities {
  community: Community;
  goal: Goal;
  board: Board;
  idea: Idea;
  question: Question;
  answer: Answer;
  comment: Comment;
  poll: Poll;
  update: Update;
  member: Member;
  vote: Vote;
  ballot: Ballot;
  step: Step;
  follow: Follow;
  notification: Notification;
  mark: Mark;
  audit: Audit;
}

export type Kind = keyof Entities;
export type Entity = Entities[Kind];
/** What votes can be given to. */
export type Votable = Idea | Question | Answer;
export type VotableKind = Votable['kind'];
/** What a person writes. */
export type Post = Idea | Question | Answer | Comment | Poll;
export type PostKind = Post['kind'];
/** What can wait for review. */
export type Reviewable = Idea | Question | Answer | Comment;
export type ReviewableKind = Reviewable['kind'];

export const kinds: readonly Kind[] = [
  'community',
  'goal',
  'board',
  'idea',
  'question',
  'answer',
  'comment',
  'poll',
  'update',
  'member',
  'vote',
  'ballot',
  'step',
  'follow',
  'notification',
  'mark',
  'audit',
];

/** What is left of a removed entity, so that a late copy of it does not bring it back. */
export interface Tombstone extends Ref {
  readonly revision: number;
  readonly removedAt: Timestamp;
  /** The member who alone knew of it, beside the team; absent for what everybody could see. */
  readonly only?: string;
}

/** Each store holds one community for its people, so its id is always the same. */
export const communityRef: Ref<'community'> = { kind: 'community', id: 'community' };

/** Stands as the author of what an erased member wrote. Nobody can be it. */
export const formerMember = 'former-member';

/** A key for maps: unique for each entity. */
export const refKey = (ref: Ref): string => `${ref.kind}/${ref.id}`;

export const voteId = (member: string, subject: Ref): string => `${member}~${subject.kind}~${subject.id}`;
export const followId = (member: string, idea: Ref): string => voteId(member, idea);
export const ballotId = (member: string, poll: string): string => `${member}~${poll}`;

/** The kind that others belong to, which they name by a field that is called like it. */
const owners: { readonly [K in Kind]?: 'question' | 'poll' | 'idea' } = {
  answer: 'question',
  ballot: 'poll',
  step: 'idea',
};

/** The entity that this one belongs to and disappears with. */
export function parentOf(entity: Entity): Ref | undefined {
  const kind = owners[entity.kind];
  if (kind) return { kind, id: (entity as unknown as Record<typeof kind, string>)[kind] };
  return 'subject' in entity && entity.kind !== 'audit' ? entity.subject : undefined;
}

/** The board that an entity's changes are told on; undefined for what belongs to the whole community. */
export function boardOf(entity: Entity): string | undefined {
  if (entity.kind === 'board') return entity.id;
  return 'board' in entity ? entity.board : undefined;
}

/** What a member may have cast on an entity: a vote or a ballot. */
export function castOn(on: Ref, member: string | undefined): Ref[] {
  if (!member) return [];
  if (on.kind === 'poll') return [{ kind: 'ballot', id: ballotId(member, on.id) }];
  const votable = on.kind === 'idea' || on.kind === 'question' || on.kind === 'answer';
  return votable ? [{ kind: 'vote', id: voteId(member, on) }] : [];
}
