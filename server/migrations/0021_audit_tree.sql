-- The Merkle tree (RFC 6962) over audit.entry, in the form of C2SP tlog-tiles: leaf hashes, and the hash of each full run of 256 at
-- every level above. Everything else of the tree follows from these. Written by the sequencer alone, which may add and never change.
create table audit.leaf (
  -- Without gaps, from 0. The primary key keeps two sequencers from giving one number.
  number   bigint primary key check (number >= 0),
  epoch    int    not null,
  xid      xid8   not null,
  entry_id bigint not null,
  hash     bytea  not null check (length(hash) = 32),
  -- No foreign key: checking it would lock, and so rewrite, every entry. audit verify checks it.
  unique (epoch, xid, entry_id)
);

create table audit.subtree (
  -- Level 1: one hash for 256 leaves, level 2: one for 65,536, and so on.
  level smallint not null check (level between 1 and 6),
  index bigint   not null check (index >= 0),
  hash  bytea    not null check (length(hash) = 32),
  primary key (level, index)
);

create table audit.checkpoint (
  size  bigint primary key check (size > 0),
  epoch int    not null references audit.epoch (number),
  at    timestamptz not null,
  root  bytea  not null check (length(root) = 32),
  -- C2SP tlog-checkpoint, a note signed with Ed25519.
  note  text   not null check (length(note) <= 4096)
);

create table audit.cosignature (
  size    bigint not null references audit.checkpoint (size),
  witness text   not null check (length(witness) between 1 and 200),
  -- C2SP tlog-cosignature: one signature line of the note.
  line    text   not null check (length(line) <= 4096),
  primary key (size, witness)
);

grant select, insert on audit.leaf, audit.subtree, audit.checkpoint, audit.cosignature to compline_sequencer;
grant select on audit.leaf, audit.subtree, audit.checkpoint, audit.cosignature to compline_backup;

-- Called once after a restore, before anything is written. The lock waits for every writer of the epoch that ends.
create function audit.begin_epoch(remembered text) returns int
  language plpgsql security definer set search_path = '' as $$
declare begun int;
begin
  lock table audit.entry in share row exclusive mode;
  insert into audit.epoch (number, size, remembered)
    select max(e.number) + 1, coalesce((select max(c.size) from audit.checkpoint c), 0), begin_epoch.remembered from audit.epoch e
    returning number into begun;
  return begun;
end $$;
revoke execute on function audit.begin_epoch(text) from public;
grant execute on function audit.begin_epoch(text) to compline_sequencer;
