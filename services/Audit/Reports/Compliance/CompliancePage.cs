using System.Text.Encodings.Web;
using static System.FormattableString;

namespace PenguinMails.Audit.Reports.Compliance;

/// <summary>The report as one page to print or keep: no script, nothing from elsewhere, every value encoded.</summary>
internal static class CompliancePage
{
    /// <summary>Sent as a header; in the page as well, for when it was saved.</summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    private const string Style =
        """
        :root { color-scheme: light dark; }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        section { border-top: 1px solid GrayText; margin-top: 2rem; }
        table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
        th, td { border: 1px solid GrayText; padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        td.number { text-align: right; white-space: nowrap; }
        code { font-size: .85em; }
        @media print { body { max-width: none; margin: 0; font-size: 10pt; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
        """;

    public static string Of(ComplianceReport report) =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{Encode(Policy)}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Compliance evidence</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <h1>Compliance evidence</h1>
        <p>PenguinMails Secrets, {Time(report.From)} to {Time(report.To)}, made {Time(report.MadeAt)}. Numbers end at 100,000 ("or more").
        What stands after GET is a query of this platform's API: an administrator sends it with an access token and gets the records.</p>
        {(report.IsComplete ? "" : "<p><strong>Months of this period are archived: their records are not counted. Bring them back and make the report again.</strong></p>")}
        {Ledger(report.Ledger)}
        {All(report.Controls, Control)}
        </body>
        </html>

        """;

    private static string Ledger(IReadOnlyList<LedgerHead> heads) =>
        $"""
        <h2>The ledger when this was made</h2>
        <table>
        <thead><tr><th>Chain</th><th>Last record</th><th>Its hash (SHA-256)</th><th>Newest signed checkpoint</th></tr></thead>
        <tbody>
        {All(heads, Head)}
        </tbody>
        </table>
        <p>{Call("/api/v1/admin/vault/audit-logs/verify")} checks all records and signatures again.</p>
        """;

    private static string Head(LedgerHead head) =>
        $"""
        <tr><td>{Encode(head.Chain)}</td><td class="number">{head.Sequence.ToString(CultureInfo.InvariantCulture)}</td><td><code>{Encode(head.Hash)}</code></td><td>{(head.Checkpoint is { } checkpoint ? Invariant($"number {checkpoint.Number}, up to record {checkpoint.LastSequence}, {Time(checkpoint.SignedAt)}") : "none yet")}</td></tr>
        """;

    // No link: it would be followed without the token, and refused.
    private static string Call(string query) => $"<code>GET {Encode(query)}</code>";

    private static string Control(ComplianceControl control) =>
        $"""
        <section>
        <h2>{Encode(control.Framework)} {Encode(control.Id)}: {Encode(control.Title)}</h2>
        <p>{Encode(control.Requirement)}</p>
        <h3>How it is met</h3>
        <ul>
        {All(control.Mechanisms, mechanism => $"<li>{Encode(mechanism)}</li>")}
        </ul>
        <h3>Evidence</h3>
        <table>
        <thead><tr><th>What</th><th>How many</th><th>Shown by</th></tr></thead>
        <tbody>
        {All(control.Evidence, Figure)}
        </tbody>
        </table>
        {Samples([.. control.Evidence.SelectMany(figure => figure.Samples).DistinctBy(record => record.Sequence).OrderByDescending(record => record.Sequence)])}
        </section>
        """;

    private static string Figure(ComplianceFigure figure) =>
        $"""
        <tr><td>{Encode(figure.Name)}</td><td class="number">{Number(figure.Value)}{(figure.IsAtLeast ? " or more" : "")}</td><td>{All(figure.Queries, query => $"{Call(query.Query)} ({Number(query.Count)})<br>")}</td></tr>
        """;

    private static string Samples(IReadOnlyList<AuditLogEntry> records) => records.Count == 0
        ? "<p>No records.</p>"
        : $"""
        <h3>Newest records of these</h3>
        <table>
        <thead><tr><th>No.</th><th>Time</th><th>Who</th><th>What</th><th>Secret</th><th>Why</th></tr></thead>
        <tbody>
        {All(records, Sample)}
        </tbody>
        </table>
        """;

    private static string Sample(AuditLogEntry record) =>
        $"""
        <tr><td class="number">{record.Sequence.ToString(CultureInfo.InvariantCulture)}</td><td>{Time(record.Timestamp)}</td><td>{Encode($"{record.User} ({record.Role})")}</td><td>{Encode($"{record.Action} {record.Outcome}")}</td><td>{Encode(record.Path)}</td><td>{Encode(record.Reason)}</td></tr>
        """;

    private static string All<T>(IEnumerable<T> items, Func<T, string> show) => items.Aggregate(new StringBuilder(), (page, item) => page.Append(show(item)).Append('\n')).ToString();

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => Encode(time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));

    private static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
