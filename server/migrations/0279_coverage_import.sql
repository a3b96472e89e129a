-- What a calendar that somebody brought would change: read, shown, and saved only from here, by the person who was shown it, within the
-- hour. The calendar's own words are not kept.
create table coverage.import (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  shown_to   uuid not null references identity.person (id),
  shown_at   timestamptz not null,
  -- [{"from", "until", "person", "rank"}]
  overrides  jsonb not null check (jsonb_typeof(overrides) = 'array' and jsonb_array_length(overrides) <= 200),
  saved_at   timestamptz,
  primary key (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);

alter table coverage.import enable row level security;
alter table coverage.import force row level security;
create policy of_client on coverage.import using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy for_backup on coverage.import for select to compline_backup using (true);
grant select, insert on coverage.import to compline_app;
grant update (saved_at) on coverage.import to compline_app;
grant select on coverage.import to compline_backup;
