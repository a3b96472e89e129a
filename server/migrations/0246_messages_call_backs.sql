-- Whether whoever took a message has rung the caller back: only added to, one row for each try. An outcome is one of a few, so that
-- nothing a patient said stands here.
create table messages.call_back (
  client_id  uuid not null,
  id         uuid not null,
  message_id uuid not null,
  revision   int not null check (revision >= 1),
  outcome    text not null check (outcome in ('reached', 'no-answer', 'left-word')),
  at         timestamptz not null,
  by_person  uuid not null references identity.person (id),
  primary key (client_id, id),
  foreign key (client_id, message_id, revision) references messages.revision (client_id, message_id, number)
);
create index call_back_of_message on messages.call_back (client_id, message_id, revision, at);

alter table messages.call_back enable row level security;
alter table messages.call_back force row level security;
create policy in_scope on messages.call_back using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id));
create policy backup_reads on messages.call_back for select to compline_backup using (true);

grant select, insert on messages.call_back to compline_app, compline_worker;
grant select on messages.call_back to compline_backup;
