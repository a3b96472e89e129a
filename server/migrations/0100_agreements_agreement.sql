-- Business associate agreements (45 CFR 164.504(e)) and what became of them. Both tables only grow: a record is never changed,
-- an act on it (suspend, resume, end) is a row of its own, so the standing at any past instant can be told again.
-- The signed PDF is a contract between two firms, not PHI; its hash is checked each time it is read.
create schema agreements;
grant usage on schema agreements to compline_app, compline_worker, compline_backup;

create table agreements.agreement (
  client_id    uuid not null references clients.roll (client_id),
  id           uuid not null,
  effective_at timestamptz not null,
  -- Exclusive: at this instant it is no longer in force. Null: until ended.
  ends_at      timestamptz check (ends_at > effective_at),
  signed_on    date not null,
  signer       text not null check (length(signer) between 1 and 120),
  file_name    text not null check (length(file_name) between 1 and 120),
  sha256       text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- 10 MiB, and the five bytes every PDF begins with.
  pdf          bytea not null check (octet_length(pdf) <= 10485760 and substring(pdf from 1 for 5) = '\x255044462d'),
  recorded_at  timestamptz not null,
  recorded_by  uuid,
  primary key (client_id, id)
);

create table agreements.change (
  client_id    uuid not null,
  agreement_id uuid not null,
  id           uuid not null,
  -- Counts from 1 for each agreement: of two acts at one instant the database keeps the order, and of two at once one loses.
  number       int not null check (number >= 1),
  act          text not null check (act in ('suspend', 'resume', 'end')),
  at           timestamptz not null,
  reason       text not null check (length(reason) between 1 and 120),
  acted_by     uuid,
  primary key (client_id, id),
  unique (client_id, agreement_id, number),
  foreign key (client_id, agreement_id) references agreements.agreement (client_id, id)
);
-- Ended is final.
create unique index change_ended_once on agreements.change (client_id, agreement_id) where act = 'end';

do $$
declare name text;
begin
  foreach name in array array['agreement', 'change'] loop
    execute format('alter table agreements.%I enable row level security', name);
    execute format('alter table agreements.%I force row level security', name);
    execute format('create policy of_client on agreements.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy for_backup on agreements.%I for select to compline_backup using (true)', name);
    execute format('grant select, insert on agreements.%I to compline_app, compline_worker', name);
    execute format('grant select on agreements.%I to compline_backup', name);
  end loop;
end $$;
