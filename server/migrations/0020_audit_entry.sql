-- What was done, by whom, to what: one row, written in the transaction of the act itself, so that neither exists without the other.
-- The app and the worker may add rows and nothing else; they cannot even read them. Rows are numbered and signed afterwards by the
-- sequencer (0021), which finds its order in (epoch, xid, id): a transaction id is not handed out twice, and every row of a transaction
-- below the oldest one still running is there to be read. Ids and codes only, never PHI.
create schema audit;
grant usage on schema audit to compline_app, compline_worker, compline_sequencer, compline_backup;

-- A restore into another cluster starts transaction ids anew. Each restore begins an epoch, so that order still holds.
create table audit.epoch (
  number     int primary key check (number >= 1),
  -- How many entries were numbered when it began, and the checkpoint that was remembered outside the database then.
  size       bigint not null check (size >= 0),
  remembered text
);
insert into audit.epoch (number, size) values (1, 0);

create function audit.current_epoch() returns int
  language sql stable security definer set search_path = ''
  return (select max(number) from audit.epoch);

create table audit.entry (
  epoch int    not null default audit.current_epoch(),
  xid   xid8   not null default pg_current_xact_id(),
  id    bigint not null generated always as identity,
  at    timestamptz not null,
  -- Without the salt, whoever sees a leaf hash could find its entry by guessing.
  salt  bytea  not null check (length(salt) = 16),
  -- The exact bytes that are hashed (RFC 8785 JSON): jsonb would store other bytes than it was given.
  bytes bytea  not null check (length(bytes) between 2 and 32768),
  primary key (epoch, xid, id)
);

-- The three columns that order entries are the database's to set: a caller cannot choose its place in the log.
grant insert (at, salt, bytes) on audit.entry to compline_app, compline_worker, compline_sequencer;
grant select on audit.entry, audit.epoch to compline_sequencer, compline_backup;
