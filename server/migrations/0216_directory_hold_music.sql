-- What callers hear while they wait or are on hold: G.711 µ-law at 8 kHz, as it is played. An account has one piece of its own or none, the
-- house has one or none. The id is the piece's: other sound is another piece, so whoever kept it by its id never plays an old one.
create table directory.account_music (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  name       text not null check (length(name) between 1 and 120),
  sound      bytea not null check (length(sound) between 5 * 8000 and 180 * 8000),
  saved_at   timestamptz not null,
  saved_by   uuid,
  primary key (client_id, id),
  unique (client_id, account_id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
-- Compressed already, as far as it goes.
alter table directory.account_music alter column sound set storage external;
alter table directory.account_music enable row level security;
alter table directory.account_music force row level security;
create policy of_client on directory.account_music using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy for_backup on directory.account_music for select to compline_backup using (true);
grant select, insert, update, delete on directory.account_music to compline_app;
grant select on directory.account_music to compline_worker, compline_backup;

-- Of kind "service": the house's own, for every client.
create table directory.house_music (
  id         uuid primary key,
  one        boolean not null default true unique check (one),
  name       text not null check (length(name) between 1 and 120),
  sound      bytea not null check (length(sound) between 5 * 8000 and 180 * 8000),
  saved_at   timestamptz not null,
  saved_by   uuid
);
alter table directory.house_music alter column sound set storage external;
grant select, insert, update, delete on directory.house_music to compline_app;
grant select on directory.house_music to compline_worker, compline_backup;
