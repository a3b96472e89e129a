-- Each urgent message asks what its caller is known by, with one or a million messages kept.
create index caller_match_of_message on messages.caller_match (client_id, message_id);
