-- Five database roles, each with the least it needs. Why roles and not only code: a bug in a query, or one who reaches the
-- database with the web server's password, still meets row-level security and missing grants.
--   owner      runs migrations and owns the tables        app        the web and the telephone
--   worker     jobs, in the scope of the job it runs      sequencer  numbers and signs the audit log
--   backup     reads everything, changes nothing
-- Roles belong to the cluster, so another Compline database on it may have made them already.
do $$
declare name text;
begin
  foreach name in array array['compline_owner', 'compline_app', 'compline_worker', 'compline_sequencer', 'compline_backup'] loop
    begin
      execute format('create role %I nologin', name);
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

create schema if not exists foundation;
revoke all on schema public from public;

grant usage on schema foundation to compline_app, compline_worker, compline_sequencer, compline_backup;

-- What the transaction may see: set by db.transaction(scope), empty otherwise, so that a forgotten scope sees nothing.
create function foundation.in_scope(client uuid) returns boolean
  language sql stable parallel safe
  return client = any (coalesce(nullif(current_setting('compline.clients', true), ''), '{}')::uuid[]);

create function foundation.is_me(person uuid) returns boolean
  language sql stable parallel safe
  return person = nullif(current_setting('compline.person', true), '')::uuid;
