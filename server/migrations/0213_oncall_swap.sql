-- One clinician asks another to trade stretches of duty. Nothing changes until the other accepts; then two overrides are added in the
-- transaction of the answer. An answer is given once.
create table oncall.swap (
  client_id   uuid not null,
  id          uuid not null,
  account_id  uuid not null,
  rank        text not null check (rank in ('first', 'backup', 'third', 'fourth', 'fifth')),
  role        text check (length(role) between 1 and 60),
  asker_id    uuid not null references identity.person (id),
  asked_id    uuid not null references identity.person (id) check (asked_id <> asker_id),
  -- What the asker gives away, and what the asker takes instead.
  give_from   timestamptz not null,
  give_until  timestamptz not null check (give_until > give_from),
  take_from   timestamptz not null,
  take_until  timestamptz not null check (take_until > take_from),
  reason      text not null check (length(reason) between 1 and 120),
  state       text not null check (state in ('asked', 'accepted', 'declined', 'withdrawn')),
  asked_at    timestamptz not null,
  answered_at timestamptz,
  primary key (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id),
  check ((state = 'asked') = (answered_at is null)),
  check (give_until <= take_from or take_until <= give_from)
);
create index swap_of_account on oncall.swap (client_id, account_id, asked_at);
alter table oncall.override add foreign key (client_id, swap_id) references oncall.swap (client_id, id);

alter table oncall.swap enable row level security;
alter table oncall.swap force row level security;
create policy of_client on oncall.swap using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy for_backup on oncall.swap for select to compline_backup using (true);
grant select, insert on oncall.swap to compline_app, compline_worker;
grant select on oncall.swap to compline_backup;
grant update (state, answered_at) on oncall.swap to compline_app;
