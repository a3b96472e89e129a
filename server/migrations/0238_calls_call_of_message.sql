-- Each urgent message asks for its call, to know whether the caller rang before: by an index, however many nights are kept.
create index call_of_message on calls.call (client_id, message_id) where message_id is not null;
