-- Which node has a call, until the call is over, and what another one needs to take it up: the dialog with the caller's telephone, sealed, for
-- it names them. A house of one node writes nothing here.
create table foundation.placed (
  client_id uuid not null,
  id        uuid not null,
  node      text not null check (length(node) <= 32),
  carried   bytea check (length(carried) <= 65536),
  primary key (client_id, id)
);
create index placed_on on foundation.placed (node);

alter table foundation.placed enable row level security;
alter table foundation.placed force row level security;
create policy in_scope on foundation.placed using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy backup_reads on foundation.placed for select to compline_backup using (true);

grant select, insert, update, delete on foundation.placed to compline_app, compline_worker;
grant select on foundation.placed to compline_backup;
