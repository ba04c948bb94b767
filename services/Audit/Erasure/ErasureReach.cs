namespace PenguinMails.Audit.Erasure;

/// <summary>
/// What an erasure reaches, as the ledger's records name it: persons by the commitments of their records and by the database's ids, reasons by
/// chain and sequence. None of it is personal.
/// </summary>
internal sealed record ErasureReach(IReadOnlyList<long> Ids, IReadOnlyList<string> Persons, IReadOnlyList<string> Reasons)
{
    // Some ten thousand characters a record.
    private const int PersonsAtOnce = 150;
    private const int WordsAtOnce = 500;

    /// <summary>What an erasure that was requested will erase.</summary>
    public static async Task<ErasureReach> OfAsync(DatabaseTransaction transaction, Guid erasureId)
    {
        var ids = await transaction.QueryAsync<long>(
            """
            select p.person_id from audit_person p, audit_erasure e
            where e.erasure_id = @erasureId and (p.tenant_id = e.tenant_id or p.name_key = e.user_name)
            order by 1
            """,
            new { erasureId });
        var parameters = new { erasureId, ids = ids.ToArray() };
        return new ErasureReach(
            ids,
            await transaction.QueryAsync<string>("select encode(commitment, 'hex') from audit_origin where person_id = any(@ids) and salt is not null order by origin_id", parameters),
            Words(await transaction.QueryAsync<Reason>(
                """
                select chain, sequence from audit_reason
                where salt is not null and (person_id = any(@ids) or behalf_origin_id in (select origin_id from audit_origin where person_id = any(@ids))
                    or tenant_id = (select tenant_id from audit_erasure where erasure_id = @erasureId))
                order by chain, sequence
                """,
                parameters)));
    }

    /// <summary>What is erased already.</summary>
    public static async Task<ErasureReach> OfEarlierAsync(DatabaseTransaction transaction) => new(
        await transaction.QueryAsync<long>("select person_id from audit_person where name_key is null order by 1"),
        await transaction.QueryAsync<string>("select encode(commitment, 'hex') from audit_origin where salt is null order by origin_id"),
        Words(await transaction.QueryAsync<Reason>("select chain, sequence from audit_reason where salt is null order by chain, sequence")));

    /// <summary>The details of the records that name all of it: at least one.</summary>
    public IEnumerable<Dictionary<string, string>> Details(params (string Name, string Value)[] common)
    {
        var (ids, persons, reasons) = (Ids.Select(id => $"{id}").Chunk(WordsAtOnce).ToList(), Persons.Chunk(PersonsAtOnce).ToList(), Reasons.Chunk(WordsAtOnce).ToList());
        for (var part = 0; part < Math.Max(1, Math.Max(ids.Count, Math.Max(persons.Count, reasons.Count))); part++)
        {
            var details = common.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
            Add("ids", ids);
            Add("persons", persons);
            Add("reasons", reasons);
            yield return details;

            void Add(string name, List<string[]> chunks)
            {
                if (part < chunks.Count)
                {
                    details[name] = string.Join(' ', chunks[part]);
                }
            }
        }
    }

    // platform:3-7 platform:9
    private static List<string> Words(IReadOnlyList<Reason> reasons)
    {
        var words = new List<string>();
        for (var index = 0; index < reasons.Count;)
        {
            var first = reasons[index];
            var last = first;
            while (++index < reasons.Count && reasons[index] == last with { Sequence = last.Sequence + 1 })
            {
                last = reasons[index];
            }

            words.Add(first == last ? $"{first.Chain}:{first.Sequence}" : $"{first.Chain}:{first.Sequence}-{last.Sequence}");
        }

        return words;
    }

    private sealed record Reason(string Chain, long Sequence);
}
