-- One mailbox is one account, however its address is written (docs/adr/0059-one-mailbox-one-account.md).

-- A label of a domain as people read it (RFC 3492); itself when it is not coded, or not well.
create function readable_label(label text) returns text language plpgsql immutable as $$
declare
    input    text := substr(label, 5);
    basic    int := length(input) - strpos(reverse(input), '-');
    output   text[] := '{}';
    code     bigint := 128;
    place    bigint := 0;
    before   bigint;
    weight   bigint;
    bias     bigint := 72;
    boundary bigint;
    digit    int;
    step     bigint;
    delta    bigint;
    readable text;
begin
    if label !~ '^xn--[a-z0-9-]+$' then
        return label;
    end if;

    if strpos(input, '-') > 0 then
        output := string_to_array(left(input, basic), null);
        input := substr(input, basic + 2);
    end if;

    while input <> '' loop
        before := place;
        weight := 1;
        step := 36;
        loop
            digit := strpos('abcdefghijklmnopqrstuvwxyz0123456789', left(input, 1)) - 1;
            if input = '' or digit < 0 then
                return label;
            end if;

            input := substr(input, 2);
            place := place + digit * weight;
            boundary := least(greatest(step - bias, 1), 26);
            exit when digit < boundary;
            weight := weight * (36 - boundary);
            step := step + 36;
        end loop;

        delta := (place - before) / case when before = 0 then 700 else 2 end;
        delta := delta + delta / (cardinality(output) + 1);
        bias := 0;
        while delta > 455 loop
            delta := delta / 35;
            bias := bias + 36;
        end loop;

        bias := bias + 36 * delta / (delta + 38);
        code := code + place / (cardinality(output) + 1);
        place := place % (cardinality(output) + 1);
        output := output[:place] || chr(code::int) || output[place + 1:];
        place := place + 1;
    end loop;

    -- A label has no spelling of its own but this one, and no sign that a domain has not: else it could be read as somebody else's domain.
    readable := array_to_string(output, '');
    return case
        when readable !~ '[^\u0001-\u007f]' or normalize(readable, nfkc) <> readable
            or readable ~ '[\u0000-\u002c\u002e\u002f\u003a-\u0060\u007b-\u00a0\u2000-\u206f\u3000-\u303f\ufeff]' then label
        else readable
    end;
exception
    when others then
        return label;
end $$;

-- What could not be written in the one form was never a mailbox: nobody signs in with it.
create function readable_address(email text, user_id uuid) returns text language sql immutable as $$
    select case when length(form) > 320 or form ~ '\s' or form like '%.' then user_id || '@unreadable.invalid' else form end
    from (
        select normalize(lower(normalize(split_part(email, '@', 1), nfc)), nfc)
            || '@' || normalize(lower(normalize(coalesce(string_agg(readable_label(label), '.' order by place), ''), nfkc)), nfkc) as form
        from unnest(string_to_array(rtrim(split_part(email, '@', 2), '.'), '.')) with ordinality domain (label, place)) canonical
$$;

-- Of several accounts with one mailbox one goes on: one that can sign in before others, an administrator's before others, then the oldest. The others
-- are disabled when the service has started, with a record and an alert each.
alter table platform_user add column duplicate_of uuid references platform_user;
update platform_user duplicate set duplicate_of = keeper.user_id
from (
    select user_id as of_user, first_value(user_id) over (
        partition by lower(upper(readable_address(email, user_id))) order by status = 'active' desc, role = 'admin' desc, created_at, user_id) as user_id
    from platform_user) keeper
where duplicate.user_id = keeper.of_user and keeper.user_id <> keeper.of_user;
update platform_user set email = left(readable_address(email, user_id), 250) || '.duplicate-' || user_id || '.invalid' where duplicate_of is not null;
update platform_user set email = readable_address(email, user_id) where duplicate_of is null and email <> readable_address(email, user_id);

drop function readable_address(text, uuid);
drop function readable_label(text);

alter table platform_user
    add constraint platform_user_email_is_canonical check (email is nfc normalized and email not like '%.');
create unique index platform_user_mailbox on platform_user (lower(upper(email)));       -- letters that have one capital are one letter
