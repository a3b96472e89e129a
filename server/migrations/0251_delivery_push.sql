-- Web Push (RFC 8030): where a person's devices can be woken, and what came of it. The text that is pushed is always the same, so
-- nothing here is PHI; an endpoint is a capability all the same and is shown to nobody. Then who may see and do what.
create table delivery.push_subscription (
  id           uuid primary key,
  person_id    uuid not null,
  endpoint     text not null unique check (length(endpoint) <= 1000),
  p256dh       text not null check (length(p256dh) <= 200),
  auth         text not null check (length(auth) <= 64),
  subscribed_at timestamptz not null
);
create index push_subscription_of_person on delivery.push_subscription (person_id, subscribed_at);

-- A note beside the attempt, never a receipt: that a push gateway took a wake-up says nothing of a person.
create table delivery.push_note (
  client_id  uuid not null,
  id         uuid not null,
  attempt_id uuid not null,
  at         timestamptz not null,
  pushed     int not null,
  gone       int not null,
  failed     int not null,
  primary key (client_id, id),
  foreign key (client_id, attempt_id) references delivery.attempt (client_id, id)
);

do $$
declare name text;
begin
  foreach name in array array['attempt', 'receipt', 'inbox', 'push_note'] loop
    execute format('alter table delivery.%I enable row level security', name);
    execute format('alter table delivery.%I force row level security', name);
    execute format('create policy in_scope on delivery.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy backup_reads on delivery.%I for select to compline_backup using (true)', name);
  end loop;
end $$;
-- A covering clinician sees what was sent to them, whoever the client is.
create policy mine on delivery.attempt for select using (foundation.is_me(person_id));
create policy mine on delivery.inbox for select using (foundation.is_me(person_id));
create policy mine on delivery.receipt using (exists (select 1 from delivery.attempt a where a.client_id = receipt.client_id and a.id = receipt.attempt_id and foundation.is_me(a.person_id)));

grant select, insert, update on delivery.attempt, delivery.inbox to compline_app, compline_worker;
grant select, insert on delivery.receipt, delivery.push_note to compline_app, compline_worker;
grant select, insert, update, delete on delivery.push_subscription to compline_app, compline_worker;
grant select on all tables in schema delivery to compline_backup;
