-- Whoever was paged about a voicemail hears it, as they read its message: the assignment opens the one recording that the message names,
-- and nothing else of that client.
create index message_of_recording on messages.message (recording_id) where recording_id is not null;

create policy assigned on calls.recording for select
  using (exists (select 1 from messages.message m where m.client_id = recording.client_id and m.recording_id = recording.id and dispatch.assigned(m.id)));
