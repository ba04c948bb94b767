-- Which nodes were asked when the active one was seen: where others are asked than before, it has another name without having changed.
alter table vault_watch add asked text;
