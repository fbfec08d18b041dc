/**
 * Each step of the schema, in order, as SQL. Steps are only ever added: a file knows how many it has had. All keys
 * begin with the community. Where things stand in each order (`placeOf`) has a column, so that a page is read from an
 * index however far down it is.
 */
export const migrations: readonly string[] = [
  `
  create table meta (name text primary key, value text not null) without rowid;

  create table entity (
    n integer primary key,
    community text not null,
    ref text not null,
    kind text not null,
    id text not null,
    state text not null,
    board text,
    parent text,
    author text,
    status text,
    created integer not null,
    score real not null,
    trend real not null,
    body text not null,
    unique (community, ref)
  );
  create index entity_board_new on entity (community, kind, board, created, id, status) where state = 'listed';
  create index entity_board_top on entity (community, kind, board, score, created, id, status) where state = 'listed';
  create index entity_board_trend on entity (community, kind, board, trend, created, id, status) where state = 'listed';
  create index entity_new on entity (community, kind, created, id) where state = 'listed';
  create index entity_top on entity (community, kind, score, created, id) where state = 'listed';
  create index entity_trend on entity (community, kind, trend, created, id) where state = 'listed';
  create index entity_parent on entity (community, parent, kind, created, id);
  create index entity_author on entity (community, author, kind, created, id);

  create table tag (entity integer not null, tag text not null, primary key (entity, tag)) without rowid;
  create index tag_entity on tag (tag, entity);

  create virtual table search using fts5 (terms, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2');

  create table log (
    community text not null,
    seq integer not null,
    at integer not null,
    changes text not null,
    unique (community, seq)
  );

  create table receipt (
    community text not null,
    act text not null,
    hash text not null,
    changed text not null,
    seq integer not null,
    at integer not null,
    primary key (community, act)
  ) without rowid;
  create index receipt_at on receipt (at);

  -- What the tables of a large community are like, so that the same index is chosen whatever is in them today:
  -- rows, then rows for each value of the first column of the index, the first two, and so on.
  analyze;
  delete from sqlite_stat1;
  insert into sqlite_stat1 (tbl, idx, stat) values
    ('entity', 'sqlite_autoindex_entity_1', '1000000 500000 1'),
    ('entity', 'entity_board_new', '300000 300000 100000 30000 1 1 1'),
    ('entity', 'entity_board_top', '300000 300000 100000 30000 100 1 1 1'),
    ('entity', 'entity_board_trend', '300000 300000 100000 30000 1 1 1 1'),
    ('entity', 'entity_new', '300000 300000 100000 1 1'),
    ('entity', 'entity_top', '300000 300000 100000 300 1 1'),
    ('entity', 'entity_trend', '300000 300000 100000 1 1 1'),
    ('entity', 'entity_parent', '1000000 1000000 15 10 1 1'),
    ('entity', 'entity_author', '1000000 1000000 50 20 1 1'),
    ('tag', 'tag', '500000 2 1'),
    ('tag', 'tag_entity', '500000 5000 1');
  `,
  // Tags and outcomes are kept by community too, and where a history stands outlives its log.
  `
  create table head (community text primary key, seq integer not null, at integer not null) without rowid;
  insert into head (community, seq, at)
    select community, seq, at from log
    where (community, seq) in (select community, max(seq) from log group by community);

  create table tagged (
    community text not null,
    entity integer not null,
    tag text not null,
    primary key (community, entity, tag)
  ) without rowid;
  insert into tagged (community, entity, tag)
    select entity.community, tag.entity, tag.tag from tag join entity on entity.n = tag.entity;
  drop table tag;
  alter table tagged rename to tag;
  create index tag_entity on tag (community, tag, entity);

  drop index receipt_at;
  create index receipt_at on receipt (community, at);

  delete from sqlite_stat1 where tbl = 'tag';
  insert into sqlite_stat1 (tbl, idx, stat) values
    ('tag', 'tag', '500000 500000 2 1'),
    ('tag', 'tag_entity', '500000 500000 5000 1');
  `,
  // What waits for review is little, and is read by itself.
  `
  create index entity_pending on entity (community, kind, created, id) where state = 'pending';
  insert into sqlite_stat1 (tbl, idx, stat) values ('entity', 'entity_pending', '200 200 50 1 1');
  `,
  // Votes, ballots and merged ideas are listed too, for whoever takes a community elsewhere.
  `
  create index entity_kept on entity (community, kind, created, id) where state = 'kept';
  insert into sqlite_stat1 (tbl, idx, stat) values ('entity', 'entity_kept', '700000 700000 300000 1 1');
  `,
  // Two more orders; what is here is put where core's `placeOf` has it.
  `
  alter table entity add column talk real not null default 0;
  alter table entity add column active integer not null default 0;
  update entity set
    talk = coalesce(json_extract(body, '$.comments'), 0) + coalesce(json_extract(body, '$.answers'), 0),
    active = max(created, coalesce(json_extract(body, '$.statusAt'), 0), coalesce(json_extract(body, '$.response.at'), 0))
  where state <> 'gone';
  create index entity_board_talk on entity (community, kind, board, talk, created, id, status) where state = 'listed';
  create index entity_board_active on entity (community, kind, board, active, created, id, status) where state = 'listed';
  create index entity_talk on entity (community, kind, talk, created, id) where state = 'listed';
  create index entity_active on entity (community, kind, active, created, id) where state = 'listed';
  insert into sqlite_stat1 (tbl, idx, stat) values
    ('entity', 'entity_board_talk', '300000 300000 100000 30000 300 1 1 1'),
    ('entity', 'entity_board_active', '300000 300000 100000 30000 1 1 1 1'),
    ('entity', 'entity_talk', '300000 300000 100000 1000 1 1'),
    ('entity', 'entity_active', '300000 300000 100000 1 1 1');
  `,
  // The words of posts, in how many each is, what a misspelt one is found by, and the posts that have it: see `words.ts`.
  `
  create table word (
    n integer primary key,
    community text not null,
    kind text not null,
    text text not null,
    board text not null,
    posts integer not null,
    unique (community, kind, text, board)
  );
  create table word_key (
    community text not null,
    kind text not null,
    key text not null,
    board text not null,
    word integer not null,
    primary key (community, kind, key, board, word)
  ) without rowid;
  create table posting (
    community text not null,
    word integer not null,
    entity integer not null,
    primary key (community, word, entity)
  ) without rowid;
  insert into sqlite_stat1 (tbl, idx, stat) values
    ('word', 'sqlite_autoindex_word_1', '100000 100000 100000 2 1'),
    ('word_key', 'word_key', '500000 500000 500000 20 10 1'),
    ('posting', 'posting', '5000000 5000000 50 1');
  `,
  // A status that few posts have is not looked for among all of them.
  `
  create index entity_status on entity (community, kind, status, board) where state = 'listed';
  insert into sqlite_stat1 (tbl, idx, stat) values ('entity', 'entity_status', '300000 300000 100000 2000 1000');
  `,
  // Which updates ship an idea.
  `
  create table ship (
    community text not null,
    idea text not null,
    entity integer not null,
    primary key (community, idea, entity)
  ) without rowid;
  create index ship_entity on ship (community, entity);
  insert into sqlite_stat1 (tbl, idx, stat) values
    ('ship', 'ship', '5000 5000 2 1'),
    ('ship', 'ship_entity', '5000 5000 4 1');
  `,
  // What is archived is read by itself.
  `
  create index entity_archived on entity (community, kind, created, id) where state = 'archived';
  insert into sqlite_stat1 (tbl, idx, stat) values ('entity', 'entity_archived', '5000 5000 5000 1 1');
  `,
];

/** The step that brought an index of words, which is filled with what was there. */
export const indexedSince = 6;
