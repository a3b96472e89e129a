-- Work is about a revision that is there, of an account that is; decisions and assignments name attempts, messages and persons that are.
alter table dispatch.ladder
  add foreign key (client_id, account_id) references directory.account (client_id, id),
  add foreign key (saved_by) references identity.person (id);
alter table dispatch.dispatch
  add foreign key (client_id, message_id, revision) references messages.revision (client_id, message_id, number),
  add foreign key (client_id, account_id) references directory.account (client_id, id),
  add foreign key (given_to) references identity.person (id),
  add foreign key (taken_by) references identity.person (id);
alter table dispatch.decision
  add foreign key (client_id, attempt_id) references delivery.attempt (client_id, id),
  add foreign key (person_id) references identity.person (id);
alter table dispatch.assignment
  add foreign key (client_id, message_id) references messages.message (client_id, id),
  add foreign key (person_id) references identity.person (id);
