-- 911 from a desk. Where each desk stands, as those who come must find it (47 CFR 9.16: a dispatchable location), with the number under
-- which the carrier has that place; and each call for help that left a desk, for the office that must know of it at once. Of the service
-- and of no client: whoever dials 911 may have no caller at all. Nothing of a caller is here.
create table calls.desk_place (
  workstation_id uuid primary key,
  -- Seen, and not written down yet: no name and no address.
  name           text check (length(name) between 1 and 60),
  place          jsonb check (jsonb_typeof(place) = 'object'),
  callback       text check (callback ~ '^\+[1-9][0-9]{6,14}$'),
  saved_at       timestamptz,
  saved_by       uuid,
  seen_at        timestamptz not null,
  seen_by        uuid not null,
  check ((name is null) = (place is null) and (name is null) = (callback is null) and (name is null) = (saved_at is null))
);

create table calls.emergency_call (
  id             uuid primary key,
  at             timestamptz not null,
  number         text not null check (number in ('911', '933')),
  person         uuid not null,
  workstation_id uuid,
  -- The caller for whom it was dialled, when there was one.
  call_id        uuid,
  -- As it stood at that moment; none where nobody had written it down.
  desk           text,
  place          jsonb check (jsonb_typeof(place) = 'object'),
  callback       text,
  answered_at    timestamptz,
  ended_at       timestamptz,
  outcome        text
);
create index emergency_call_newest on calls.emergency_call (at desc);

grant select, insert, update on calls.desk_place, calls.emergency_call to compline_app, compline_worker;
grant select on calls.desk_place, calls.emergency_call to compline_backup;
