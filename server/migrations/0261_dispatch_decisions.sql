-- Each time a rung came up: who was chosen and why, or that nobody was on duty. Decisions are added; the one thing that is written
-- later is that the person passed it on.
create table dispatch.decision (
  client_id        uuid not null,
  id               uuid not null,
  dispatch_id      uuid not null,
  message_id       uuid not null,
  -- Place in the order of decisions about this dispatch.
  number           int not null check (number >= 1),
  -- The rung of the stamped ladder; null when an operator paged a named person beside the ladder.
  step_index       int,
  repeat_index     int,
  role             text not null check (role in ('on-duty', 'backup', 'named')),
  person_id        uuid,
  why              text not null check (length(why) <= 500),
  schedule_version int,
  -- Named pages: the reason the operator gave. It is about clinicians; callers' words have no place here.
  reason           text check (length(reason) <= 200),
  attempt_id       uuid,
  decided_at       timestamptz not null,
  passed_at        timestamptz,
  primary key (client_id, id),
  unique (client_id, dispatch_id, number),
  foreign key (client_id, dispatch_id) references dispatch.dispatch (client_id, id),
  check ((person_id is null) = (attempt_id is null))
);
create index decision_of_attempt on dispatch.decision (client_id, attempt_id);

create table dispatch.assignment (
  client_id   uuid not null,
  id          uuid not null,
  message_id  uuid not null,
  person_id   uuid not null,
  assigned_at timestamptz not null,
  primary key (client_id, id),
  unique (client_id, message_id, person_id)
);
create index assignment_of_person on dispatch.assignment (person_id, message_id);

-- True when whoever asks was paged about this message.
create function dispatch.assigned(message uuid) returns boolean
  language sql stable parallel safe
  return exists (select 1 from dispatch.assignment a where a.message_id = message and foundation.is_me(a.person_id));
