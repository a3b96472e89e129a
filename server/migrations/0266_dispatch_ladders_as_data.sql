-- Ladders by hours, and steps that a person at the desk does. A ladder of special hours goes before the one of all hours; one without
-- steps is gone. A quiet rule lets a routine page wait without waking the phone.
alter table dispatch.ladder
  add column hours text not null default 'always' check (hours in ('always', 'office', 'after-hours', 'holiday')),
  add column quiet jsonb check (urgency = 'routine' or quiet is null),
  drop constraint ladder_client_id_account_id_urgency_version_key,
  add constraint ladder_version_once unique (client_id, account_id, urgency, hours, version);

-- Stamped with the shape: what was begun keeps it.
alter table dispatch.dispatch add column quiet jsonb;

-- A step may name a role or a person, or ask the desk to ring somebody. What came of ringing is written once. A decision of a step that
-- the desk does has a person without an attempt: nothing was sent.
alter table dispatch.decision
  drop constraint decision_role_check,
  add constraint decision_role_check check (role in ('on-duty', 'backup', 'role', 'person', 'named', 'operator-calls', 'nurse-triage')),
  drop constraint decision_check,
  add constraint attempt_is_of_a_person check (attempt_id is null or person_id is not null),
  add constraint person_is_paged_or_rung check (person_id is null or attempt_id is not null or role = 'operator-calls'),
  add column ring_result text check (ring_result in ('reached', 'not-reached')),
  add column ring_at timestamptz,
  add column ring_by uuid references identity.person (id),
  add constraint ring_is_the_desks check (ring_result is null or role in ('operator-calls', 'nurse-triage')),
  add constraint ring_is_whole check ((ring_result is null) = (ring_at is null) and (ring_at is null) = (ring_by is null)),
  -- The caller rang again while this step's patience ran.
  add column hurried_at timestamptz;
