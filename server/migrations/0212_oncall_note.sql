-- "In surgery until 15:00, use Dr Cho": somebody on the schedule cannot be reached for a while. A note is never changed but for being
-- cancelled, so that what it did at any past instant can be worked out again. It ends by itself.
create table oncall.note (
  client_id    uuid not null,
  id           uuid not null,
  account_id   uuid not null,
  person_id    uuid not null references identity.person (id),
  -- Null: whoever is asked next is paged.
  stand_in     uuid references identity.person (id) check (stand_in <> person_id),
  -- For the people who plan and who answer: it is about clinicians, and callers' words have no place here.
  words        text not null check (length(words) between 1 and 120),
  from_at      timestamptz not null,
  until_at     timestamptz not null check (until_at > from_at),
  added_at     timestamptz not null,
  added_by     uuid,
  cancelled_at timestamptz,
  cancelled_by uuid,
  primary key (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
create index note_of_account on oncall.note (client_id, account_id, until_at);

alter table oncall.note enable row level security;
alter table oncall.note force row level security;
create policy of_client on oncall.note using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy for_backup on oncall.note for select to compline_backup using (true);
grant select, insert on oncall.note to compline_app, compline_worker;
grant select on oncall.note to compline_backup;
grant update (cancelled_at, cancelled_by) on oncall.note to compline_app;
