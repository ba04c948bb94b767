using Npgsql;

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
        k.action is not null,
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

    private const int FirstColumn = 19;

    public LedgerRecord Record { get; } = new(
        chain, row.GetInt64(0),
        new DateTimeOffset(row.GetDateTime(1)),
        (byte[])row[2],
        (byte[])row[3],
        (byte[])row[4]);

    private readonly byte[]? _principal = row.IsDBNull(10) ? null : (byte[])row[10];
    private readonly byte[]? _commitment = row.IsDBNull(11) ? null : (byte[])row[11];
    private readonly long? _originPersonId = row.IsDBNull(12) ? null : row.GetInt64(12);
    private readonly string? _nameKey = row.IsDBNull(13) ? null : row.GetString(13);
    private readonly string? _path = row.IsDBNull(14) ? null : row.GetString(14);
    private readonly byte[]? _reasonSalt = row.IsDBNull(15) ? null : (byte[])row[15];
    private readonly string? _reason = row.IsDBNull(16) ? null : row.GetString(16);

    // The searchable columns that the reason's row repeats of the record; null when there is no row.
    private readonly bool? _isReasonFound = row.IsDBNull(17) ? null : row.GetBoolean(17);

    // Searches by action, outcome and type go by the kinds that there are.
    private readonly bool _isKindKnown = row.GetBoolean(18);

    private readonly RecordColumns _columns = RecordColumns.Read(row, FirstColumn, new ArchivedIds(
        row.GetInt16(5), row.GetInt64(6), row.IsDBNull(7) ? null : row.GetInt64(7), row.IsDBNull(8) ? null : row.GetInt64(8), row.IsDBNull(9) ? null : row.GetInt64(9)));

    /// <summary>What is wrong besides the chain, or null.</summary>
    public (string Kind, string Detail)? FindFault()
    {
        try
        {
            using var document = JsonDocument.Parse(Record.Body);
            var body = document.RootElement;
            return RecordColumns.Of(Record, _columns.Ids) == _columns && PathOf(body) == _path && _isKindKnown
                ? FindPersonFault(body) ?? FindPrincipalFault(body) ?? FindReasonFault(body)
                : (LedgerProblems.ColumnsAltered, "What queries see of the record is not what the record says.");
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            return (LedgerProblems.RecordAltered, "The record's body cannot be read.");
        }
    }

    private string? PathOf(JsonElement body) => Record.Chain == LedgerChains.Vault
        ? StorableText.Of(body.Member("details").Text("path"))
        : body.Member("secret") is { ValueKind: JsonValueKind.Object } secret
            ? PendingRecord.PathOf(secret.Text("type") ?? "", Guid.TryParse(secret.Text("tenantId"), out var tenant) ? tenant : default, secret.Text("name") ?? "")
            : null;

    // Since format 2 the body commits to who acted; before, it named them. The name of an erased person is deleted.
    private (string Kind, string Detail)? FindPersonFault(JsonElement body)
    {
        var actor = body.Member("actor");
        var isRight = _columns.Ids.Format == RecordBody.Format
            ? _commitment is not null && actor.Text("personal") == Convert.ToHexStringLower(_commitment) && _originPersonId == _columns.Ids.PersonId
            : _nameKey is null || string.Equals(_nameKey, StorableText.Of(actor.Text("user")), StringComparison.OrdinalIgnoreCase);
        return isRight ? null : (LedgerProblems.PersonalAltered, "The record is attributed to another person.");
    }

    // Whoever is erased leaves the row of the origin.
    private (string Kind, string Detail)? FindPrincipalFault(JsonElement body) =>
        body.Member("onBehalfOf").Text("personal") == (_principal is null ? null : Convert.ToHexStringLower(_principal)) && (_principal is null) == (_columns.Ids.OnBehalfOf is null)
            ? null
            : (LedgerProblems.PersonalAltered, "The record is attributed to another person than the one for whom the service acted.");

    // Who erases a reason leaves its row.
    private (string Kind, string Detail)? FindReasonFault(JsonElement body) => (_isReasonFound, _reasonSalt) switch
    {
        (false, _) => (LedgerProblems.ColumnsAltered, "What searches see of the record's reason is not what the record says."),
        (null, _) when _columns.Ids.Format == RecordBody.Format && body.Text("reason") is not null => (LedgerProblems.PersonalAltered, "The reason is gone."),
        (_, { } salt) when body.Text("reason") != Convert.ToHexStringLower(Commitment.OfReason(salt, _reason!)) => (LedgerProblems.PersonalAltered, "The reason is not the one that was given."),
        _ => null,
    };
}
