namespace PenguinMails.Ledger;

/// <summary>One line of an export.</summary>
public abstract record ExportLine
{
    public sealed record Header(ExportHeader Export) : ExportLine;

    public sealed record Record(ExportedRecord Exported) : ExportLine;

    public sealed record Checkpoint(SignedCheckpoint Statement) : ExportLine;

    /// <param name="Records">How many records were written.</param>
    public sealed record End(long Records) : ExportLine;
}

/// <summary>Reads an export's lines.</summary>
public static class ExportReader
{
    /// <param name="line">One line, as <see cref="ExportWriter"/> wrote it.</param>
    /// <param name="chain">The chain that the header named; empty for the header itself.</param>
    /// <exception cref="FormatException">It is not such a line; the message says what is wrong.</exception>
    public static ExportLine Parse(string line, string chain)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var json = document.RootElement;
            return json.GetProperty("type").GetString() switch
            {
                ExportFormat.Header => Header(json),
                ExportFormat.Record => new ExportLine.Record(Record(json, chain)),
                ExportFormat.Checkpoint => new ExportLine.Checkpoint(SignedCheckpoint.Parse(json)),
                ExportFormat.End => new ExportLine.End(Number(json.GetProperty("records"))),
                var type => throw new FormatException($"A line of type '{type}' is unknown."),
            };
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new FormatException("It is not JSON, or lacks a field.", failure);
        }
    }

    private static ExportLine.Header Header(JsonElement json)
    {
        if (json.GetProperty("format").GetString() is var format && format != ExportFormat.Name)
        {
            throw new FormatException($"The format '{format}' is unknown; this version reads {ExportFormat.Name}.");
        }

        return new ExportLine.Header(new ExportHeader(
            json.GetProperty("chain").GetString()!,
            json.GetProperty("complete").GetBoolean(),
            LedgerTime.Parse(json.GetProperty("exportedAt").GetString()!),
            json.GetProperty("filter").EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal),
            json.TryGetProperty("after", out var after) ? Number(after) : 0));
    }

    private static ExportedRecord Record(JsonElement json, string chain) => new(
        new LedgerRecord(
            chain,
            Number(json.GetProperty("sequence")),
            LedgerTime.Parse(json.GetProperty("recordedAt").GetString()!),
            Hex(json.GetProperty("previousHash")),
            Hex(json.GetProperty("hash")),
            CanonicalJson.Write(json.GetProperty("body"))),
        json.TryGetProperty("person", out var person)
            ? new ExportedPerson(
                person.GetProperty("user").GetString()!,
                person.GetProperty("ipAddress").GetString(),
                person.GetProperty("userAgent").GetString(),
                Hex(person.GetProperty("salt")))
            : null,
        json.TryGetProperty("reason", out var reason)
            ? new ExportedReason(reason.GetProperty("text").GetString()!, Hex(reason.GetProperty("salt")))
            : null,
        json.TryGetProperty("proof", out var proof) ? [.. proof.EnumerateArray().Select(hash => Hex(hash))] : null,
        json.TryGetProperty("ids", out var ids)
            ? new ArchivedIds(
                ids.GetProperty("format").GetInt16(),
                ids.GetProperty("person").GetInt64(),
                ids.TryGetProperty("origin", out var origin) ? origin.GetInt64() : null,
                ids.TryGetProperty("path", out var path) ? path.GetInt64() : null)
            : null);

    private static byte[] Hex(JsonElement text) => Convert.FromHexString(text.GetString()!) is { Length: 32 } bytes
        ? bytes
        : throw new FormatException("A hash or salt must be 32 bytes.");

    private static long Number(JsonElement text) => long.Parse(text.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture);
}
