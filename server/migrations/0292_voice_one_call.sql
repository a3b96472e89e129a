-- Who is being rung now, over all nodes: a person has one telephone, and two calls about two messages would ring it at once. The row is a
-- lease: whoever dies with a call lets go of it within a minute. And each test call of the last day, because a person's page may not make
-- somebody's telephone ring all night. Nothing of a caller is here.
create table voice.ringing (
  person_id uuid primary key,
  -- The process whose calls these are, and its newest call.
  holder    uuid not null,
  call_id   uuid not null,
  until     timestamptz not null
);
grant select, insert, update, delete on voice.ringing to compline_app, compline_worker;
grant select on voice.ringing to compline_backup;

create table voice.test_call (
  id        uuid primary key,
  person_id uuid not null,
  number    text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  placed_at timestamptz not null
);
create index test_call_person on voice.test_call (person_id, placed_at);
create index test_call_number on voice.test_call (number, placed_at);
create index test_call_age on voice.test_call (placed_at);
grant select, insert, delete on voice.test_call to compline_app, compline_worker;
grant select on voice.test_call to compline_backup;
