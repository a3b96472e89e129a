-- Read-only calendars at a secret address. Asked before any client is known, so no client's scope guards it: it holds ids, and the
-- SHA-256 of a token that is 256 bits of chance. The token itself is shown once and kept nowhere.
create table coverage.feed (
  id          uuid primary key,
  token_hash  bytea not null unique check (length(token_hash) = 32),
  client_id   uuid not null,
  account_id  uuid not null,
  -- Whose reading it is: when this person may no longer see the account's duty, the feed ends by itself.
  person_id   uuid not null references identity.person (id),
  -- "mine": the stretches of this person alone.
  shows       text not null check (shows in ('mine', 'everyone')),
  made_at     timestamptz not null,
  revoked_at  timestamptz,
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
create index feed_of_account on coverage.feed (account_id, person_id) where revoked_at is null;

grant select, insert on coverage.feed to compline_app;
grant update (revoked_at) on coverage.feed to compline_app;
grant select on coverage.feed to compline_worker, compline_backup;
