-- Who may be told how a message stands: blind indexes, under the client's own key, of its call-back number and of name with birth date.
-- They are compared and never opened; a newer revision brings its own. And every asking, so that asking often can be refused.
create table messages.caller_match (
  client_id    uuid not null,
  id           uuid not null,
  message_id   uuid not null,
  revision     int not null check (revision >= 1),
  account_id   uuid not null,
  number_index bytea check (length(number_index) = 16),
  person_index bytea check (length(person_index) = 16),
  saved_at     timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, message_id, revision) references messages.revision (client_id, message_id, number),
  foreign key (client_id, account_id) references directory.account (client_id, id),
  check ((number_index is null) <> (person_index is null))
);
create index caller_match_number on messages.caller_match (client_id, account_id, number_index, saved_at) where number_index is not null;
create index caller_match_person on messages.caller_match (client_id, account_id, person_index, saved_at) where person_index is not null;

create table messages.status_ask (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  call_id    uuid not null,
  by_person  uuid not null references identity.person (id),
  way        text not null check (way in ('number', 'name')),
  told       boolean not null,
  at         timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, call_id) references calls.call (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
create index status_ask_of_account on messages.status_ask (client_id, account_id, at) where way = 'name';
create index status_ask_of_call on messages.status_ask (client_id, call_id) where way = 'name';

do $$
declare name text;
begin
  foreach name in array array['caller_match', 'status_ask'] loop
    execute format('alter table messages.%I enable row level security', name);
    execute format('alter table messages.%I force row level security', name);
    execute format('create policy in_scope on messages.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy backup_reads on messages.%I for select to compline_backup using (true)', name);
  end loop;
end $$;
grant select, insert on messages.caller_match, messages.status_ask to compline_app, compline_worker;
grant select on messages.caller_match, messages.status_ask to compline_backup;
