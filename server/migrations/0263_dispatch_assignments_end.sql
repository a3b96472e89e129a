-- An assignment ends with the right to cover: when a person's role ends, what they were paged about is theirs to see no longer, also
-- where the code forgets to ask. Whoever comes back is assigned anew when they are paged again.
alter table dispatch.assignment add column ended_at timestamptz;

create or replace function dispatch.assigned(message uuid) returns boolean
  language sql stable parallel safe
  return exists (select 1 from dispatch.assignment a where a.message_id = message and a.ended_at is null and foundation.is_me(a.person_id));

grant update (ended_at) on dispatch.assignment to compline_app, compline_worker;
