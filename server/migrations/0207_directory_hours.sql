-- When an office is open, beyond its plain week: days with a name (a date, each year, the fourth Thursday), and closing early.
-- Whether it was open at a past instant must be told as it was then, so each version is kept and none is changed.
alter table directory.account
  add column days jsonb not null default '[]' check (jsonb_typeof(days) = 'array' and jsonb_array_length(days) <= 60),
  -- 0: as the account was before versions were kept.
  add column hours_version int not null default 0;

create table directory.hours_version (
  client_id  uuid not null,
  id         uuid not null,
  account_id uuid not null,
  version    int not null check (version >= 0),
  zone       text not null,
  hours      jsonb not null,
  holidays   date[] not null,
  days       jsonb not null,
  saved_at   timestamptz not null,
  saved_by   uuid,
  primary key (client_id, id),
  unique (client_id, account_id, version),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);

-- "Closed from three o'clock today". One that is taken back stays as a row: it held until then.
create table directory.closing (
  client_id    uuid not null,
  id           uuid not null,
  account_id   uuid not null,
  from_at      timestamptz not null,
  until_at     timestamptz not null check (until_at > from_at),
  said_at      timestamptz not null,
  said_by      uuid,
  said_how     text not null check (said_how in ('screen', 'telephone')),
  withdrawn_at timestamptz,
  primary key (client_id, id),
  foreign key (client_id, account_id) references directory.account (client_id, id)
);
create index closing_of_account on directory.closing (client_id, account_id, from_at) where withdrawn_at is null;

do $$
declare name text;
begin
  foreach name in array array['hours_version', 'closing'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
    execute format('create policy of_client on directory.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy for_backup on directory.%I for select to compline_backup using (true)', name);
    execute format('grant select on directory.%I to compline_backup', name);
    execute format('grant select, insert on directory.%I to compline_app, compline_worker', name);
  end loop;
end $$;
grant update on directory.closing to compline_app, compline_worker;
