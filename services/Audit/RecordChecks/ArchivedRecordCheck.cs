namespace PenguinMails.Audit.RecordChecks;

/// <summary>
/// Compares records of an archive with what the database keeps apart from them. The ids in the file are hashed with nothing; they are right
/// when what they lead to is what the records commit to.
/// </summary>
internal sealed class ArchivedRecordCheck(DatabaseTransaction connection, RecordFaults faults)
{
    /// <summary>So many are looked up together.</summary>
    public const int AtOnce = 1000;

    /// <returns>The faults that were found, with their records' sequences.</returns>
    public async Task<IReadOnlyList<(long Sequence, string Kind, string Detail)>> FindAsync(string chain, IReadOnlyList<ExportedRecord> records)
    {
        var found = new List<(long Sequence, string Kind, string Detail)>();
        var known = records.Where(exported => exported.Ids is not null).ToList();
        found.AddRange(records.Where(exported => exported.Ids is null)
            .Select(exported => (exported.Record.Sequence, LedgerProblems.Unreadable, "The archived record has no ids.")));
        // What reasons repeat of records that were archived before they did so is filled in when the month comes back.
        var apart = await connection.QueryAsync<RecordApart>(
            """
            select o.commitment, o.person_id as OriginPersonId, n.person_id is not null as IsPersonThere, n.name_key, p.path, s.salt as ReasonSalt, s.reason,
                case when s.chain is not null then s.recorded_at = r.recorded_at and s.person_id = r.person_id end as IsReasonFound, true as IsKindKnown,
                b.commitment as Principal
            from unnest(@sequences, @times, @people, @origins, @paths, @principals) with ordinality
                as r(sequence, recorded_at, person_id, origin_id, path_id, behalf_origin_id, place)
            left join audit_origin o on o.origin_id = r.origin_id
            left join audit_origin b on b.origin_id = r.behalf_origin_id
            left join audit_person n on n.person_id = r.person_id
            left join audit_path p on p.path_id = r.path_id
            left join audit_reason s on s.chain = @chain and s.sequence = r.sequence
            order by r.place
            """,
            new
            {
                chain,
                sequences = known.Select(exported => exported.Record.Sequence).ToArray(),
                times = known.Select(exported => exported.Record.RecordedAt.UtcDateTime).ToArray(),
                people = known.Select(exported => exported.Ids!.PersonId).ToArray(),
                origins = known.Select(exported => exported.Ids!.OriginId).ToArray(),
                paths = known.Select(exported => exported.Ids!.PathId).ToArray(),
                principals = known.Select(exported => exported.Ids!.OnBehalfOf).ToArray(),
            });
        foreach (var (exported, row) in known.Zip(apart))
        {
            if (faults.Find(exported.Record, exported.Ids!, columns: null, row) is { } fault)
            {
                found.Add((exported.Record.Sequence, fault.Kind, fault.Detail));
            }
        }

        return found;
    }
}
