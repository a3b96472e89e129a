-- Over the week of shifts a version may have layers, holidays and temporary schedules; null: it has none, as all that were saved before.
-- There are five ranks now, and an override may be of a role, such as cardiology.
alter table oncall.schedule_version
  add column arrangement jsonb check (jsonb_typeof(arrangement) = 'object' and length(arrangement::text) <= 400000);

alter table oncall.override
  drop constraint override_rank_check,
  add constraint override_rank_check check (rank in ('first', 'backup', 'third', 'fourth', 'fifth')),
  add column role text check (length(role) between 1 and 60),
  -- The two overrides of a swap share it: they were made together and are taken back together.
  add column swap_id uuid;
create index override_of_swap on oncall.override (client_id, swap_id) where swap_id is not null;
