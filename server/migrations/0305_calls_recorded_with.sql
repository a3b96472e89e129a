-- Who besides caller and operator is in a recorded talk, by the numbers of their legs: whoever of them says no later takes away what was
-- recorded with them, also at a node that went on with the call and did not begin the recording.
alter table calls.recording add column legs int[] not null default '{}' check (array_length(legs, 1) is null or array_length(legs, 1) <= 8);
