using System.Globalization;
using System.Text.Json;
using Npgsql;
using PenguinMails.Audit.Ledger;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Verification;

/// <summary>A record as the database holds it: what was hashed, what queries see, and what is kept apart.</summary>
internal sealed class StoredRecord(NpgsqlDataReader row, string chain)
{
    /// <summary>The columns that the constructor reads, of a record <c>r</c>, its origin <c>o</c> and reason <c>s</c>.</summary>
    public const string Columns =
        """
        r.sequence, r.recorded_at, r.previous_hash, r.hash, r.body, r.format, r.record_id, r.occurred_at, r.service, r.action, r.outcome,
        r.role, r.tenant_id, r.user_id, r.session_id, r.secret_type, r.secret_name, r.code, o.commitment, s.salt, s.reason
        """;

    public LedgerRecord Record { get; } = new(
        chain,
        row.GetInt64(0),
        new DateTimeOffset(row.GetDateTime(1)),
        (byte[])row[2],
        (byte[])row[3],
        (byte[])row[4]);

    private readonly short _format = row.GetInt16(5);
    private readonly Guid _recordId = row.GetGuid(6);
    private readonly DateTimeOffset _occurredAt = new(row.GetDateTime(7));
    private readonly string?[] _texts = [Text(row, 8), Text(row, 9), Text(row, 10), Text(row, 11), Text(row, 15), Text(row, 16), Text(row, 17)];
    private readonly Guid?[] _ids = [Id(row, 12), Id(row, 13), Id(row, 14)];
    private readonly byte[]? _person = row.IsDBNull(18) ? null : (byte[])row[18];
    private readonly byte[]? _reasonSalt = row.IsDBNull(19) ? null : (byte[])row[19];
    private readonly string? _reason = Text(row, 20);

    /// <summary>What is wrong besides the chain, or null.</summary>
    public (string Kind, string Detail)? FindFault()
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(Record.Body);
        }
        catch (JsonException)
        {
            return (LedgerProblems.RecordAltered, "The record's body cannot be read.");
        }

        using (document)
        {
            var body = document.RootElement;
            return FindColumnFault(body) ?? (_format == RecordBody.Format ? FindPersonalFault(body) : null);
        }
    }

    private (string Kind, string Detail)? FindColumnFault(JsonElement body)
    {
        var (actor, secret) = (Member(body, "actor"), Member(body, "secret"));
        string?[] texts =
        [
            String(body, "service"), String(body, "action"), String(body, "outcome"), String(actor, "role"), String(secret, "type"), String(secret, "name"),
            String(body, "code"),
        ];
        string?[] ids = [String(body, "tenantId"), String(actor, "userId"), String(actor, "sessionId")];
        var isSame = String(body, "recordId") == _recordId.ToString()
            && DateTimeOffset.TryParse(String(body, "occurredAt"), CultureInfo.InvariantCulture, out var occurredAt)
            && LedgerTime.Cut(occurredAt) == _occurredAt
            && texts.Select(StorableText.Of).SequenceEqual(_texts)
            && ids.SequenceEqual(_ids.Select(id => id?.ToString()));
        return isSame ? null : (LedgerProblems.ColumnsAltered, "What queries see of the record is not what the record says.");
    }

    private (string Kind, string Detail)? FindPersonalFault(JsonElement body)
    {
        if (_person is null || String(Member(body, "actor"), "personal") != Convert.ToHexStringLower(_person))
        {
            return (LedgerProblems.PersonalAltered, "The record is shown as somebody else's.");
        }

        return _reasonSalt is null || String(body, "reason") == Convert.ToHexStringLower(Commitment.OfReason(_reasonSalt, _reason!))
            ? null
            : (LedgerProblems.PersonalAltered, "Another reason was given.");
    }

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;

    private static string? String(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
}
