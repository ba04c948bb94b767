namespace PenguinMails.Ledger;

/// <summary>
/// Records as CSV (RFC 4180, UTF-8). A cell that a spreadsheet would take for a formula begins with an apostrophe. A cell is made
/// from the record alone, so the offline verifier makes it again and compares.
/// </summary>
public static class ExportCsv
{
    private const string FormulaStarts = "=+-@\t\r";

    /// <summary>The columns, from left to right.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "sequence", "timestamp", "service", "action", "outcome", "user", "role", "tenantId", "secretType", "secretName", "versionId", "ipAddress",
        "userAgent", "reason", "code", "correlationId", "traceId", "details", "recordedAt", "hash",
        "onBehalfOf", "campaignId",
    ];

    /// <summary>How many columns there were before services acted on behalf of people. Others were added behind them.</summary>
    public static int FirstColumns => 20;

    /// <summary>The first line, without its end.</summary>
    public static string Header => string.Join(',', Columns);

    /// <summary>A record's line, without its end.</summary>
    public static string Line(ExportedRecord exported) => string.Join(',', Row(exported).Select(Quote));

    /// <summary>A record's cells as they are read from the line, one per column.</summary>
    public static IReadOnlyList<string> Row(ExportedRecord exported)
    {
        using var body = JsonDocument.Parse(exported.Record.Body);
        return [.. Cells(exported, body.RootElement).Select(cell => IsFormula(cell ?? "") ? "'" + cell : cell ?? "")];
    }

    private static string?[] Cells(ExportedRecord exported, JsonElement body)
    {
        var (actor, secret) = (body.Member("actor"), body.Member("secret"));
        return
        [
            $"{exported.Record.Sequence}",
            body.Text("occurredAt"),
            body.Text("service"),
            body.Text("action"),
            body.Text("outcome"),
            exported.Person?.User ?? actor.Text("user"),
            actor.Text("role"),
            body.Text("tenantId"),
            secret.Text("type"),
            secret.Text("name"),
            body.Text("versionId"),
            exported.Person?.IpAddress ?? actor.Text("ipAddress"),
            exported.Person?.UserAgent ?? actor.Text("userAgent"),
            // Before format 2 the body held the reason itself; since then, a commitment to it.
            exported.Reason?.Text ?? (actor.Text("personal") is null ? body.Text("reason") : null),
            body.Text("code"),
            body.Text("correlationId"),
            body.Text("traceId"),
            body.Member("details") is { ValueKind: JsonValueKind.Object } details ? details.GetRawText() : null,
            LedgerTime.Write(exported.Record.RecordedAt),
            Convert.ToHexStringLower(exported.Record.Hash),
            exported.OnBehalfOf?.User,
            body.Text("campaignId"),
        ];
    }

    private static bool IsFormula(string cell) => cell.Length > 0 && FormulaStarts.Contains(cell[0]);

    // A cell that is text for the sake of a spreadsheet is quoted always.
    private static string Quote(string cell) => cell.AsSpan().ContainsAny("\",\r\n") || cell.StartsWith('\'')
        ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : cell;
}
