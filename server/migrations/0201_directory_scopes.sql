-- Who may see and write the directory. Numbers are never deleted: a released one must be remembered while it rests.
do $$
declare name text;
begin
  foreach name in array array['account', 'status_note'] loop
    execute format('alter table directory.%I enable row level security', name);
    execute format('alter table directory.%I force row level security', name);
    execute format('create policy of_client on directory.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy for_backup on directory.%I for select to compline_backup using (true)', name);
    execute format('grant select, insert, update on directory.%I to compline_app, compline_worker', name);
  end loop;
end $$;

grant select on directory.number to compline_app, compline_worker;
grant insert, update on directory.number to compline_app;
grant select on all tables in schema directory to compline_backup;
