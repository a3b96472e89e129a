-- A caller tells an operator that they are somebody of ours. From the moment the card is open until it is proved, or the call is over, this
-- operator opens no message: whoever is talked into reading one aloud has nothing to read.
create table checkin.card (
  client_id   uuid not null,
  id          uuid not null,
  call_id     uuid not null,
  operator_id uuid not null references identity.person (id),
  person_id   uuid not null references identity.person (id),
  state       text not null check (state in ('claimed', 'verified', 'failed')),
  how         text check (how in ('pin', 'number')),
  failures    int not null default 0 check (failures between 0 and 20),
  at          timestamptz not null,
  settled_at  timestamptz,
  primary key (client_id, id),
  foreign key (client_id, call_id) references calls.call (client_id, id),
  check ((state = 'claimed') = (settled_at is null)),
  check ((state = 'verified') = (how is not null))
);
create unique index card_of_call on checkin.card (client_id, call_id);
create index card_unproved on checkin.card (operator_id) where state <> 'verified';

alter table checkin.card enable row level security;
alter table checkin.card force row level security;
create policy of_client on checkin.card using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy for_backup on checkin.card for select to compline_backup using (true);
grant select, insert, update (person_id, operator_id, state, how, failures, settled_at) on checkin.card to compline_app;
grant select on checkin.card to compline_worker, compline_backup;
