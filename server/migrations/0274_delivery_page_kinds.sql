-- A page says what it is for: to take a message, to read what was corrected in one that was received before, or to ring back about one
-- that was taken. Then who may write down a call-back: whoever was paged about the message, also for another client.
alter table delivery.attempt add column kind text not null default 'page' check (kind in ('page', 'corrected', 'reminder'));
alter table delivery.inbox add column kind text not null default 'page' check (kind in ('page', 'corrected', 'reminder'));

create policy assigned on messages.call_back for select using (dispatch.assigned(message_id));
create policy assigned_writes on messages.call_back for insert with check (dispatch.assigned(message_id));
