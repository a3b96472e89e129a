-- Who somebody is, told over the telephone: a person code that they key or say, a PIN that only a machine hears, and the number on file
-- that the house rings back. All three are the person's own: nobody else writes them, so nobody else can be talked into it.
create table identity.pin (
  person_id uuid primary key references identity.person (id),
  -- argon2id of the PIN under a key from the keyring and bound to the person: a copy of this table is guessed by nobody.
  phc       text not null check (phc like '$argon2id$%'),
  set_at    timestamptz not null,
  -- Since it last fitted. Too many, and the row goes: six digits bear only so many guesses, however slow.
  failures  integer not null default 0 check (failures >= 0)
);

create table identity.telephone (
  person_id uuid primary key references identity.person (id),
  code      text not null unique check (code ~ '^[1-9][0-9]{6}$'),
  number    text check (number ~ '^\+[1-9][0-9]{6,14}$'),
  -- When the present number was entered: a new one is not rung for proof on its first day.
  number_at timestamptz,
  check ((number is null) = (number_at is null))
);
create index telephone_number on identity.telephone (number) where number is not null;

alter table identity.news drop constraint news_kind_check;
alter table identity.news add constraint news_kind_check
  check (kind in ('devices-forgotten', 'proofs-reset', 'signed-out', 'disabled', 'workstation-forgotten', 'pin-locked', 'pin-ended'));

grant select, insert, update, delete on identity.pin to compline_app;
grant select, insert, update on identity.telephone to compline_app;
grant select on identity.telephone to compline_worker;
grant select on identity.pin, identity.telephone to compline_backup;
