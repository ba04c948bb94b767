namespace PenguinMails.Audit.Verification;

/// <summary>
/// Compares what is kept apart from the records, and what is gone of it, with what the records commit to and what the ledger's erasures name.
/// The database's own word for "erased" is not believed.
/// </summary>
internal sealed class ErasedData(DatabaseTransaction connection, ErasureCover erasures, Findings findings)
{
    private const int AtOnce = 1000;

    public async Task VerifyAsync()
    {
        await VerifyPersonsAsync();
        await VerifyOriginsAsync();
        await VerifyReasonsAsync();
        await VerifySearchWordsAsync();
    }

    private async Task VerifyPersonsAsync()
    {
        foreach (var id in await connection.QueryAsync<long>("select person_id from audit_person where name_key is null order by 1"))
        {
            if (!erasures.ExplainsId(id))
            {
                Report(LedgerProblems.PersonalMissing, null, $"The name of person {id} is gone, and no erasure names that person.");
            }
        }
    }

    private async Task VerifyOriginsAsync()
    {
        var last = 0L;
        while (await connection.QueryAsync<OriginRow>(
            """
            select o.origin_id, o.content_key, o.user_name as User, o.ip_address, o.user_agent, o.salt, o.commitment, n.name_key
            from audit_origin o left join audit_person n on n.person_id = o.person_id
            where o.origin_id > @last order by o.origin_id limit @AtOnce
            """,
            new { last, AtOnce }) is { Count: > 0 } origins)
        {
            foreach (var origin in origins)
            {
                await VerifyAsync(origin);
            }

            last = origins[^1].OriginId;
        }
    }

    private async Task VerifyAsync(OriginRow origin)
    {
        if (origin.Salt is not null && !origin.IsGenuine())
        {
            Report(LedgerProblems.PersonalAltered, null, $"The actor in the records of origin {origin.OriginId} was changed.");
        }
        else if (origin.Salt is null && !origin.IsEmpty())
        {
            Report(LedgerProblems.PersonalAltered, null, $"The actor in the records of origin {origin.OriginId} was erased, and yet is named.");
        }
        else if (origin.Salt is null)
        {
            // One question for what is hardly ever there.
            var sequence = await connection.ScalarAsync<long?>(
                """
                select greatest(
                    (select max(sequence) from audit_record where chain = @Platform and origin_id = @OriginId and person_id = (select person_id from audit_origin where origin_id = @OriginId)),
                    (select max(sequence) from audit_record where chain = @Platform and behalf_origin_id = @OriginId))
                """,
                new { LedgerChains.Platform, origin.OriginId });
            if (!erasures.ExplainsPerson(Convert.ToHexStringLower(origin.Commitment), LedgerChains.Platform, sequence ?? 0))
            {
                Report(LedgerProblems.PersonalMissing, sequence, $"The actor in the records of origin {origin.OriginId} is gone, and no erasure names that.");
            }
        }
    }

    private async Task VerifyReasonsAsync()
    {
        var (chain, sequence) = ("", 0L);
        while (await connection.QueryAsync<ReasonRow>(
            """
            select chain, sequence, reason is null as "IsEmpty" from audit_reason
            where (salt is null or reason is null) and (chain, sequence) > (@chain, @sequence) order by chain, sequence limit @AtOnce
            """,
            new { chain, sequence, AtOnce }) is { Count: > 0 } reasons)
        {
            foreach (var reason in reasons)
            {
                if (!reason.IsEmpty)
                {
                    Report(LedgerProblems.PersonalAltered, reason.Sequence, "The reason was erased, and yet is given.", reason.Chain);
                }
                else if (!erasures.ExplainsReason(reason.Chain, reason.Sequence))
                {
                    Report(LedgerProblems.PersonalMissing, reason.Sequence, "The reason is gone, and no erasure names it.", reason.Chain);
                }
            }

            (chain, sequence) = (reasons[^1].Chain, reasons[^1].Sequence);
        }
    }

    // The words that searches go by are made by the database of the texts, as long as the columns say so.
    private async Task VerifySearchWordsAsync()
    {
        var made = await connection.QueryAsync<string>(
            """
            select c.relname || ' ' || pg_get_expr(d.adbin, d.adrelid) from pg_attribute a
            join pg_class c on c.oid = a.attrelid join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attname = 'document' and a.attgenerated = 's' and c.oid in ('audit_path'::regclass, 'audit_reason'::regclass)
            order by c.relname
            """);
        if (!made.SequenceEqual(
            [
                "audit_path to_tsvector('simple'::regconfig, translate(path, '/._-'::text, '    '::text))",
                "audit_reason to_tsvector('simple'::regconfig, translate(COALESCE(reason, ''::text), '/._-'::text, '    '::text))",
            ]))
        {
            Report(LedgerProblems.ColumnsAltered, null, "The words that searches go by are not made of paths and reasons any more.");
        }
    }

    private void Report(string kind, long? sequence, string detail, string chain = LedgerChains.Platform) =>
        findings.Add(new LedgerProblem(kind, chain, sequence, null, detail));

    private sealed record ReasonRow(string Chain, long Sequence, bool IsEmpty);

    private sealed record OriginRow(
        long OriginId, byte[]? ContentKey, string? User, string? IpAddress, string? UserAgent, byte[]? Salt, byte[] Commitment, string? NameKey)
    {
        // New records of the same actor are attributed by the key; searches go by the name in lower case.
        public bool IsGenuine() => User is not null
            && NameKey.AsSpan().SequenceEqual(User.ToLowerInvariant())
            && PenguinMails.Ledger.Commitment.OfPerson(Salt!, User, IpAddress, UserAgent).AsSpan().SequenceEqual(Commitment)
            && PenguinMails.Ledger.Commitment.PersonKey(User, IpAddress, UserAgent).AsSpan().SequenceEqual(ContentKey);

        public bool IsEmpty() => User is null && IpAddress is null && UserAgent is null && ContentKey is null && NameKey is null;
    }
}
