-- At which node a person is being rung: when it dies, whoever has its place rings them again at once. Null: a house of one process.
alter table voice.ringing add column node text check (length(node) between 1 and 32);
