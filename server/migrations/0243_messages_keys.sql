-- What a message, a draft and a line of the timeline name is there. Keys point left, as the slices stand.
alter table messages.draft
  add foreign key (client_id, id) references calls.call (client_id, id),
  add foreign key (client_id, account_id) references directory.account (client_id, id);
alter table messages.message
  add foreign key (client_id, account_id) references directory.account (client_id, id),
  add foreign key (client_id, call_id) references calls.call (client_id, id),
  add foreign key (client_id, script_id) references scripts.script (client_id, id),
  add foreign key (client_id, recording_id) references calls.recording (client_id, id),
  add foreign key (taken_down_by) references identity.person (id);
alter table messages.revision add foreign key (saved_by) references identity.person (id);
alter table messages.event add foreign key (who) references identity.person (id);
