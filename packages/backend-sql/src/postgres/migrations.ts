/**
 * Each step of the schema, in order, as statements that are run in the schema's own name space. Steps are only ever
 * added: a database knows how many it has had. All keys begin with the community, so that the tables can be distributed
 * by it. Numbers that come from JavaScript are what they are there: double precision. Text is compared by its bytes, as
 * ids are.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    `create table entity (
      community text collate "C" not null,
      n bigint generated always as identity,
      ref text collate "C" not null,
      kind text collate "C" not null,
      id text collate "C" not null,
      state text collate "C" not null,
      board text collate "C",
      parent text collate "C",
      author text collate "C",
      status text collate "C",
      created double precision not null,
      score double precision not null,
      trend double precision not null,
      body text not null,
      primary key (community, n),
      unique (community, ref)
    )`,
    `create index entity_board_new on entity (community, kind, board, created, id, status) where state = 'listed'`,
    `create index entity_board_top on entity (community, kind, board, score, created, id, status) where state = 'listed'`,
    `create index entity_board_trend on entity (community, kind, board, trend, created, id, status) where state = 'listed'`,
    `create index entity_new on entity (community, kind, created, id) where state = 'listed'`,
    `create index entity_top on entity (community, kind, score, created, id) where state = 'listed'`,
    `create index entity_trend on entity (community, kind, trend, created, id) where state = 'listed'`,
    `create index entity_parent on entity (community, parent, kind, created, id)`,
    `create index entity_author on entity (community, author, kind, created, id)`,

    `create table tag (
      community text collate "C" not null,
      entity bigint not null,
      tag text collate "C" not null,
      primary key (community, entity, tag)
    )`,
    `create index tag_entity on tag (community, tag, entity)`,

    // Beside the entities, since these are written at each vote. Every word begins with its community.
    `create table search (
      community text collate "C" not null,
      entity bigint not null,
      terms tsvector not null,
      primary key (community, entity)
    )`,
    `create index search_terms on search using gin (terms)`,

    // Written by every command: room beside each row lets it change in place.
    `create table head (
      community text collate "C" primary key,
      seq bigint not null,
      at double precision not null
    ) with (fillfactor = 20)`,

    `create table log (
      community text collate "C" not null,
      seq bigint not null,
      at double precision not null,
      changes text not null,
      primary key (community, seq)
    )`,

    `create table receipt (
      community text collate "C" not null,
      act text collate "C" not null,
      hash text not null,
      changed text not null,
      seq bigint not null,
      at double precision not null,
      primary key (community, act)
    )`,
    `create index receipt_at on receipt (community, at)`,
  ],
  // What waits for review is little, and is read by itself.
  [`create index entity_pending on entity (community, kind, created, id) where state = 'pending'`],
  // Votes, ballots and merged ideas are listed too, for whoever takes a community elsewhere.
  [`create index entity_kept on entity (community, kind, created, id) where state = 'kept'`],
  // Two more orders; what is here is put where core's `placeOf` has it.
  [
    `alter table entity add column talk double precision not null default 0,
      add column active double precision not null default 0`,
    `update entity set
      talk = coalesce((body::json ->> 'comments')::float8, 0) + coalesce((body::json ->> 'answers')::float8, 0),
      active = greatest(created, (body::json ->> 'statusAt')::float8, (body::json #>> '{response,at}')::float8)
    where state <> 'gone'`,
    `create index entity_board_talk on entity (community, kind, board, talk, created, id, status) where state = 'listed'`,
    `create index entity_board_active on entity (community, kind, board, active, created, id, status) where state = 'listed'`,
    `create index entity_talk on entity (community, kind, talk, created, id) where state = 'listed'`,
    `create index entity_active on entity (community, kind, active, created, id) where state = 'listed'`,
  ],
  // The words of posts, in how many each is, what a misspelt one is found by, and the posts that have it: see `words.ts`.
  [
    `create table word (
      community text collate "C" not null,
      n bigint generated always as identity,
      kind text collate "C" not null,
      text text collate "C" not null,
      board text collate "C" not null,
      posts bigint not null,
      primary key (community, n),
      unique (community, kind, text, board)
    )`,
    `create table word_key (
      community text collate "C" not null,
      kind text collate "C" not null,
      key text collate "C" not null,
      board text collate "C" not null,
      word bigint not null,
      primary key (community, kind, key, board, word)
    )`,
    `create table posting (
      community text collate "C" not null,
      word bigint not null,
      entity bigint not null,
      primary key (community, word, entity)
    )`,
  ],
  // A status that few posts have is not looked for among all of them.
  [`create index entity_status on entity (community, kind, status, board) where state = 'listed'`],
  // Which updates ship an idea.
  [
    `create table ship (
      community text collate "C" not null,
      idea text collate "C" not null,
      entity bigint not null,
      primary key (community, idea, entity)
    )`,
    `create index ship_entity on ship (community, entity)`,
  ],
  // What is archived is read by itself.
  [`create index entity_archived on entity (community, kind, created, id) where state = 'archived'`],
];

/** The step that brought an index of words, which is filled with what was there. */
export const indexedSince = 5;
