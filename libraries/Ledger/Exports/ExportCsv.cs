namespace PenguinMails.Ledger;

/// <summary>
/// Records as CSV (RFC 4180, UTF-8). A cell that a spreadsheet would take for a formula begins with an apostrophe. A cell is made
/// from the record alone, so the offline verifier makes it again and compares.
/// </summary>
public static class ExportCsv
{
    private const string FormulaStarts = "=+-@\t\r";

    private static readonly string[] Names =
    [
        "sequence", "timestamp", "service", "action", "outcome", "user", "role", "tenantId", "secretType", "secretName", "versionId", "ipAddress",
        "userAgent", "reason", "code", "correlationId", "traceId", "details", "recordedAt", "hash",
    ];

    /// <summary>The first line, without its end.</summary>
    public static string Header => string.Join(',', Names);

    /// <summary>A record's line, without its end.</summary>
    public static string Line(ExportedRecord exported)
    {
        using var body = JsonDocument.Parse(exported.Record.Body);
        var line = new StringBuilder();
        foreach (var cell in Cells(exported, body.RootElement))
        {
            Append(line, cell ?? "");
        }

        return line.ToString(0, line.Length - 1);
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
        ];
    }

    private static void Append(StringBuilder line, string cell)
    {
        var isFormula = cell.Length > 0 && FormulaStarts.Contains(cell[0]);
        var isQuoted = isFormula || cell.AsSpan().ContainsAny("\",\r\n");
        if (isQuoted)
        {
            line.Append('"').Append(isFormula ? "'" : "").Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            line.Append(cell);
        }

        line.Append(',');
    }
}
