-- The keys a person chose for the desk. Theirs, not a client's: they hold wherever this person sits down. No row: the usual keys.
create table desk.chosen_keys (
  person_id uuid primary key,
  keys      jsonb not null check (jsonb_typeof(keys) = 'object'),
  saved_at  timestamptz not null
);

grant select, insert on desk.chosen_keys to compline_app;
grant update (keys, saved_at) on desk.chosen_keys to compline_app;
grant select on desk.chosen_keys to compline_backup;
