-- A hand-over: at one instant duty of one rank passes to a person. They are reminded before, and say that they have it. A person of
-- another client's call group sees and confirms their own.
create table coverage.hand_over (
  client_id    uuid not null,
  id           uuid not null,
  account_id   uuid not null,
  rank         text not null check (length(rank) between 1 and 40),
  at           timestamptz not null,
  until_at     timestamptz not null check (until_at > at),
  person_id    uuid not null references identity.person (id),
  -- Null: nobody stood there before.
  before_id    uuid references identity.person (id),
  reminded_at  timestamptz,
  handed_at    timestamptz,
  -- Open messages of the account at that instant.
  handed_open  int,
  confirmed_at timestamptz,
  -- Told to the office because nobody had confirmed it.
  told_at      timestamptz,
  -- The schedule changed, and it is not so any more.
  dropped_at   timestamptz,
  primary key (client_id, id),
  unique (client_id, account_id, rank, at, person_id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
create index hand_over_of_person on coverage.hand_over (person_id, at);

alter table coverage.hand_over enable row level security;
alter table coverage.hand_over force row level security;
create policy of_client on coverage.hand_over using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
-- Who hands over sees it too.
create policy mine on coverage.hand_over for select using (foundation.is_me(person_id) or foundation.is_me(before_id));
create policy mine_confirms on coverage.hand_over for update using (foundation.is_me(person_id)) with check (foundation.is_me(person_id));
create policy for_backup on coverage.hand_over for select to compline_backup using (true);
grant select on coverage.hand_over to compline_app, compline_backup;
grant update (confirmed_at) on coverage.hand_over to compline_app;
grant select, insert, update, delete on coverage.hand_over to compline_worker;
