-- A page is of a revision that is there, and to a person who is.
alter table delivery.attempt
  add foreign key (client_id, message_id, revision) references messages.revision (client_id, message_id, number),
  add foreign key (person_id) references identity.person (id);
alter table delivery.push_subscription add foreign key (person_id) references identity.person (id);
