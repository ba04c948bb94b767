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
            using var document = StrictJson.Parse(line);
            var json = document.RootElement;
            return json.Text("type") switch
            {
                ExportFormat.Header => Header(json),
                ExportFormat.Record => new ExportLine.Record(Record(json, chain)),
                ExportFormat.Checkpoint => new ExportLine.Checkpoint(SignedCheckpoint.Parse(json.Object("A checkpoint", ["type", "statement", "signature"]))),
                ExportFormat.End => new ExportLine.End(json.Object("The end", ["type", "records"]).Number("records", least: 0)),
                var type => throw new FormatException($"A line of type '{type}' is unknown."),
            };
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            throw new FormatException("A body holds numbers, or a text is not Unicode.", failure);
        }
    }

    private static ExportLine.Header Header(JsonElement json)
    {
        json.Object("The header", ["type", "format", "chain", "complete", "exportedAt", "filter"], ["after"]);
        var format = ExportFormat.Parse(json.RequiredText("format"))
            ?? throw new FormatException($"The format '{json.RequiredText("format")}' is unknown; this version reads up to {ExportFormat.Name}.");

        var filter = json.Member("filter");
        if (filter.ValueKind != JsonValueKind.Object || json.Member("complete").ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            throw new FormatException("'complete' must be true or false, 'filter' an object.");
        }

        var isComplete = json.Member("complete").GetBoolean();
        var after = json.Member("after").ValueKind == JsonValueKind.Undefined ? 0 : json.Number("after", least: 1);
        return isComplete || after == 0
            ? new ExportLine.Header(new ExportHeader(
                json.RequiredText("chain"),
                isComplete,
                json.Time("exportedAt"),
                filter.EnumerateObject().ToDictionary(member => member.Name, member => filter.RequiredText(member.Name), StringComparer.Ordinal),
                after)
            { Format = format })
            : throw new FormatException("A selection cannot begin after a checkpoint.");
    }

    private static ExportedRecord Record(JsonElement json, string chain)
    {
        json.Object("A record", ["type", "sequence", "recordedAt", "previousHash", "hash", "body"], ["person", "onBehalfOf", "reason", "proof", "ids"]);
        if (json.Member("body").ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("'body' must be an object.");
        }

        return new ExportedRecord(
            new LedgerRecord(
                chain,
                json.Number("sequence", least: 1),
                json.Time("recordedAt"),
                json.Hash("previousHash"),
                json.Hash("hash"),
                CanonicalJson.Write(json.Member("body"))),
            PersonOf(json, "person"),
            json.TryGetProperty("reason", out var reason) ? Reason(reason.Object("'reason'", ["text", "salt"])) : null,
            json.TryGetProperty("proof", out var proof) ? Proof(proof) : null,
            json.TryGetProperty("ids", out var ids) ? Ids(ids.Object("'ids'", ["format", "person"], ["origin", "path", "onBehalfOf"])) : null,
            PersonOf(json, "onBehalfOf"));
    }

    private static ExportedPerson? PersonOf(JsonElement record, string name) =>
        record.TryGetProperty(name, out var person) ? Person(person.Object($"'{name}'", ["user", "ipAddress", "userAgent", "salt"])) : null;

    private static ExportedPerson Person(JsonElement json) =>
        new(json.RequiredText("user"), json.TextOrNull("ipAddress"), json.TextOrNull("userAgent"), json.Hash("salt"));

    private static ExportedReason Reason(JsonElement json) => new(json.RequiredText("text"), json.Hash("salt"));

    private static List<byte[]> Proof(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select(hash => StrictJson.HashOf(hash, "proof"))]
        : throw new FormatException("'proof' must be an array.");

    private static ArchivedIds Ids(JsonElement json) => json.Member("format").Id() is var format and >= short.MinValue and <= short.MaxValue
        ? new ArchivedIds(
            (short)format,
            json.Member("person").Id(),
            json.TryGetProperty("origin", out var origin) ? origin.Id() : null,
            json.TryGetProperty("path", out var path) ? path.Id() : null,
            json.TryGetProperty("onBehalfOf", out var principal) ? principal.Id() : null)
        : throw new FormatException("'format' is out of range.");

    private static long Id(this JsonElement json) => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var id)
        ? id
        : throw new FormatException("'ids' must be integers.");
}
