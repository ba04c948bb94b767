namespace PenguinMails.Audit.RecordChecks;

/// <summary>
/// Compares what is stored beside a record's body with the body, which the chain commits to. What kind of record it is, the body says too: a
/// column that says it could be told otherwise.
/// </summary>
/// <param name="persons">Is told whose people persons are said to be; null where only the records themselves are looked at.</param>
internal sealed class RecordFaults(PersonTenants? persons = null)
{
    // Records of format 1 name who acted, so all that are attributed to one erased person name the same.
    private readonly Dictionary<long, string?> _formerNames = [];

    /// <summary>What is wrong besides the chain, or null.</summary>
    /// <param name="record">As it is chained.</param>
    /// <param name="ids">What ties it to what is kept apart.</param>
    /// <param name="columns">What queries see of it; null: it lies in an archive.</param>
    /// <param name="apart">What is kept apart.</param>
    public (string Kind, string Detail)? Find(LedgerRecord record, ArchivedIds ids, RecordColumns? columns, RecordApart apart)
    {
        try
        {
            using var document = JsonDocument.Parse(record.Body);
            var body = document.RootElement;
            if (record.Chain == LedgerChains.Platform)
            {
                persons?.Add(body, ids);
            }

            return ids.Format == RecordFormat.Of(body)
                && (columns is null || RecordColumns.Of(record, ids) == columns)
                && PathOf(record.Chain, body) == apart.Path
                && apart.IsKindKnown
                    ? FindPersonFault(body, ids, apart) ?? FindPrincipalFault(body, ids, apart) ?? FindReasonFault(body, ids, apart)
                    : (LedgerProblems.ColumnsAltered, "What queries see of the record is not what the record says.");
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            return (LedgerProblems.RecordAltered, "The record's body cannot be read.");
        }
    }

    private static string? PathOf(string chain, JsonElement body) => chain == LedgerChains.Vault
        ? StorableText.Of(body.Member("details").Text("path"))
        : body.Member("secret") is { ValueKind: JsonValueKind.Object } secret
            ? PendingRecord.PathOf(secret.Text("type") ?? "", Guid.TryParse(secret.Text("tenantId"), out var tenant) ? tenant : default, secret.Text("name") ?? "")
            : null;

    // Since format 2 the body commits to who acted; before, it named them. The name of an erased person is deleted, the person is not.
    private (string Kind, string Detail)? FindPersonFault(JsonElement body, ArchivedIds ids, RecordApart apart)
    {
        var actor = body.Member("actor");
        var isRight = apart.IsPersonThere && (ids.Format == RecordFormat.Committed
            ? apart.Commitment is not null && actor.Text("personal") == Convert.ToHexStringLower(apart.Commitment) && apart.OriginPersonId == ids.PersonId
            : ids.OriginId is null && IsNameOf(StorableText.Of(actor.Text("user")), ids.PersonId, apart.NameKey));
        return isRight ? null : (LedgerProblems.PersonalAltered, "The record is attributed to another person.");
    }

    private bool IsNameOf(string? user, long personId, string? nameKey)
    {
        if (nameKey is not null)
        {
            return IsSame(nameKey, user);
        }

        return _formerNames.TryAdd(personId, user) || IsSame(_formerNames[personId], user);
    }

    // An erasure keeps the origin's row.
    private static (string Kind, string Detail)? FindPrincipalFault(JsonElement body, ArchivedIds ids, RecordApart apart) =>
        body.Member("onBehalfOf").Text("personal") == (apart.Principal is null ? null : Convert.ToHexStringLower(apart.Principal)) && (apart.Principal is null) == (ids.OnBehalfOf is null)
            ? null
            : (LedgerProblems.PersonalAltered, "The record is attributed to another person than the one for whom the service acted.");

    // An erasure keeps the reason's row.
    private static (string Kind, string Detail)? FindReasonFault(JsonElement body, ArchivedIds ids, RecordApart apart) => (apart.IsReasonFound, apart.ReasonSalt) switch
    {
        (false, _) => (LedgerProblems.ColumnsAltered, "What searches see of the record's reason is not what the record says."),
        (null, _) when ids.Format == RecordFormat.Committed && body.Text("reason") is not null => (LedgerProblems.PersonalAltered, "The reason is gone."),
        (_, { } salt) when apart.Reason is null || body.Text("reason") != Convert.ToHexStringLower(Commitment.OfReason(salt, apart.Reason)) =>
            (LedgerProblems.PersonalAltered, "The reason is not the one that was given."),
        _ => null,
    };

    private static bool IsSame(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
