-- Messages whose ladder has ended, for as long as somebody outside is to be rung about them, and when the next call is due. One call
-- stands for all of them. The calls themselves are lines of each message's timeline.
create table nightlead.alarm (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  since      timestamptz not null,
  ring_at    timestamptz not null,
  turns      int not null check (turns >= 0),
  primary key (client_id, id)
);
alter table nightlead.alarm enable row level security;
alter table nightlead.alarm force row level security;
create policy in_scope on nightlead.alarm using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy backup_reads on nightlead.alarm for select to compline_backup using (true);

grant select, insert, update, delete on nightlead.alarm to compline_worker;
grant select on nightlead.alarm to compline_app, compline_backup;
