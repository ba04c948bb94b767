using Npgsql;
using PenguinMails.Audit.RecordChecks;

namespace PenguinMails.Audit.Verification;

/// <summary>A record as stored: the hashed body, the columns for queries and the separately stored personal data.</summary>
internal sealed class StoredRecord(NpgsqlDataReader row, string chain)
{
    /// <summary>What the constructor reads; <see cref="From"/> names the tables.</summary>
    public const string Columns =
        $"""
        r.sequence, r.recorded_at, r.previous_hash, r.hash, r.body, r.format, r.person_id, r.origin_id, r.path_id, r.behalf_origin_id, b.commitment,
        o.commitment, o.person_id, n.name_key, p.path, s.salt, s.reason,
        case when s.chain is not null then
            (s.recorded_at, s.occurred_at, s.action, s.outcome, s.secret_type, s.person_id, s.behalf_origin_id, s.campaign_id, s.tenant_id) is not distinct from
            (r.recorded_at, r.occurred_at, r.action, r.outcome, r.secret_type, r.person_id, r.behalf_origin_id, r.campaign_id, r.tenant_id) end,
        k.action is not null, n.person_id is not null,
        {RecordColumns.Selected}
        """;

    public const string From =
        """
        audit_record r
        left join audit_origin o on o.origin_id = r.origin_id
        left join audit_origin b on b.origin_id = r.behalf_origin_id
        left join audit_person n on n.person_id = r.person_id
        left join audit_path p on p.path_id = r.path_id
        left join audit_reason s on s.chain = r.chain and s.sequence = r.sequence
        left join audit_kind k on k.action = r.action and k.outcome = r.outcome and k.secret_type = coalesce(r.secret_type, '')
        """;

    private const int FirstColumn = 20;

    public LedgerRecord Record { get; } = new(
        chain, row.GetInt64(0),
        new DateTimeOffset(row.GetDateTime(1)),
        (byte[])row[2],
        (byte[])row[3],
        (byte[])row[4]);

    private readonly RecordApart _apart = new(
        row.IsDBNull(11) ? null : (byte[])row[11],
        row.IsDBNull(12) ? null : row.GetInt64(12),
        row.GetBoolean(19),
        row.IsDBNull(13) ? null : row.GetString(13),
        row.IsDBNull(14) ? null : row.GetString(14),
        row.IsDBNull(15) ? null : (byte[])row[15],
        row.IsDBNull(16) ? null : row.GetString(16),
        row.IsDBNull(17) ? null : row.GetBoolean(17),
        row.GetBoolean(18),
        row.IsDBNull(10) ? null : (byte[])row[10]);

    private readonly RecordColumns _columns = RecordColumns.Read(row, FirstColumn, new ArchivedIds(
        row.GetInt16(5), row.GetInt64(6), row.IsDBNull(7) ? null : row.GetInt64(7), row.IsDBNull(8) ? null : row.GetInt64(8), row.IsDBNull(9) ? null : row.GetInt64(9)));

    /// <summary>What is wrong besides the chain, or null.</summary>
    public (string Kind, string Detail)? FindFault(RecordFaults faults) => faults.Find(Record, _columns.Ids, _columns, _apart);
}
