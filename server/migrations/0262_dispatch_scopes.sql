-- Who may see and do what. Beside the client's own scope, a person who was paged may read that message, write to its timeline and
-- answer it. The policies stand here, not in messages and delivery, because only dispatch knows assignments.
do $$
declare name text;
begin
  foreach name in array array['ladder', 'dispatch', 'decision', 'assignment'] loop
    execute format('alter table dispatch.%I enable row level security', name);
    execute format('alter table dispatch.%I force row level security', name);
    execute format('create policy in_scope on dispatch.%I using (foundation.in_scope(client_id)) with check (foundation.in_scope(client_id))', name);
    execute format('create policy backup_reads on dispatch.%I for select to compline_backup using (true)', name);
  end loop;
end $$;

create policy mine on dispatch.assignment for select using (foundation.is_me(person_id));
create policy assigned on dispatch.dispatch for select using (dispatch.assigned(message_id));
create policy assigned_answers on dispatch.dispatch for update using (dispatch.assigned(message_id)) with check (dispatch.assigned(message_id));
create policy assigned on dispatch.decision for select using (dispatch.assigned(message_id));
create policy assigned_passes on dispatch.decision for update using (dispatch.assigned(message_id)) with check (dispatch.assigned(message_id));

create policy assigned on messages.message for select using (dispatch.assigned(id));
create policy assigned on messages.revision for select using (dispatch.assigned(message_id));
create policy assigned on messages.event for select using (dispatch.assigned(message_id));
create policy assigned_writes on messages.event for insert with check (dispatch.assigned(message_id));
create policy assigned on delivery.attempt for select using (dispatch.assigned(message_id));
create policy assigned_closes on delivery.inbox for update using (dispatch.assigned(message_id)) with check (dispatch.assigned(message_id));
create policy assigned on delivery.inbox for select using (dispatch.assigned(message_id));
create policy assigned on delivery.receipt for select using (exists (select 1 from delivery.attempt a where a.client_id = receipt.client_id and a.id = receipt.attempt_id and dispatch.assigned(a.message_id)));

grant select, insert on dispatch.ladder, dispatch.assignment to compline_app, compline_worker;
grant select, insert, update on dispatch.dispatch, dispatch.decision to compline_app, compline_worker;
grant select on all tables in schema dispatch to compline_backup;
