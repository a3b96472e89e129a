-- The daily report of one account: gaps, double cover, a schedule that nobody has looked at for long, people on it who have left. One
-- row a day; the newest replaces an earlier one of the same day.
create table coverage.report (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  -- The calendar day of the report, in the account's zone.
  day        date not null,
  made_at    timestamptz not null,
  -- [{"kind", "from", "until", "rank", "person"}]: ids and times.
  findings   jsonb not null check (jsonb_typeof(findings) = 'array' and jsonb_array_length(findings) <= 200),
  -- How many there were before the list was cut.
  found      int not null check (found >= 0),
  primary key (client_id, id),
  unique (client_id, account_id, day),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);

alter table coverage.report enable row level security;
alter table coverage.report force row level security;
create policy of_client on coverage.report using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy for_backup on coverage.report for select to compline_backup using (true);
grant select on coverage.report to compline_app, compline_backup;
grant select, insert, update, delete on coverage.report to compline_worker;
