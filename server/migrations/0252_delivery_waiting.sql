-- What waits for a person is asked at every page and every acknowledgement. Without this index each asking reads all they were ever paged about.
create index inbox_waiting on delivery.inbox (person_id, client_id, message_id, placed_at desc, id desc) where closed_at is null;
