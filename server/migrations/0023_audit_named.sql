-- The same names, found by splitting at quotation marks: the pattern took longer than all else that the sequencer does.
create or replace function audit.named_in(bytes bytea) returns setof uuid
  language sql immutable set search_path = ''
begin atomic
  select distinct part.word::uuid
    from (select word, lag(word, 2) over (order by place) as before, lag(word) over (order by place) as between
            from string_to_table(substring(encode(bytes, 'escape') from greatest(strpos(encode(bytes, 'escape'), '"at":"'), 1)), '"') with ordinality as split (word, place)) as part
   where length(part.word) = 36 and part.word ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
     and (part.before, part.between) is distinct from ('client', ':');
end;
