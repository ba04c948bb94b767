using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.LocalComponents;

namespace PenguinMails.Audit.Tests.AuditLogs;

/// <summary>The SQL of the audit log's queries is put together from parts; queries.sql shows what PostgreSQL gets.</summary>
[Category("Component")]
[Category("Snapshot")]
internal sealed partial class QueryTextTests : SharedServiceTests
{
    private const string Path = "/api/v1/admin/vault/audit-logs";

    private static readonly string[] Queries =
    [
        "",
        "?action=ssh_key.download",
        "?outcome=refused&secretType=ssh",
        "?tenantId=550e8400-e29b-41d4-a716-446655440000&before=7",
        "?user=owner@acme.example",
        "?onBehalfOf=Admin@penguinmails.example",
        "?campaign=550e8400-e29b-41d4-a716-446655440000&secretType=ssh",
        "?from=2026-11-01&to=2026-12-01",
        "?search=ticket-7",
        "?search=ticket-7&secretType=ssh&action=ssh_key.download",
    ];

    private const string OfSecret = "/api/v1/admin/secrets/tenant/550e8400-e29b-41d4-a716-446655440000/ssh/tenant/audit";

    [Test]
    public async Task AuditLogs_EveryKindOfQuery_SendsTheSqlInTheRepository()
    {
        // Words are sought where they occur: a ledger without any would be asked for less.
        await Service.PublishAsync(Records.Record(reason: "ticket-7"));
        await Service.RecordedAsync(1);
        var current = new StringBuilder("-- What PostgreSQL gets for queries of the audit log. CONTRIBUTING.md says how to renew it.\n");
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var query in Queries.Select(query => Path + query).Append(OfSecret))
        {
            current.Append($"\n-- GET {query}\n");
            foreach (var sql in await SentForAsync(query))
            {
                current.Append(shown.Add(sql) ? $"{sql};\n" : $"-- {sql[..60]}… as above\n");
            }
        }

        var file = System.IO.Path.Combine(RepositoryFolder.Find(), "tests", "Audit.Tests", "AuditLogs", "queries.sql");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(file, current.ToString());
        }

        Assert.That(current.ToString(), Is.EqualTo(await File.ReadAllTextAsync(file)), "queries.sql is stale; CONTRIBUTING.md says how to renew it");
    }

    /// <summary>The statements of one request, told from those of other tests by its trace.</summary>
    private async Task<IReadOnlyList<string>> SentForAsync(string path)
    {
        var sent = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = sent.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new Activity("request").Start();
        using var response = await Admin.GetAsync(path);
        response.EnsureSuccessStatusCode();
        return
        [
            .. sent.Where(activity => activity.Source.Name == "Npgsql" && activity.TraceId == request.TraceId && IsOfRequest(activity))
                .OrderBy(activity => activity.StartTimeUtc)
                .Select(activity => (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) as string)
                .OfType<string>()
                // Reads are counted too (ReadingLimitTests), where anything is found.
                .Where(sql => sql.Contains("audit_", StringComparison.Ordinal) && !sql.Contains("audit_reading", StringComparison.Ordinal))
                .Select(Readable),
        ];
    }

    /// <summary>Not of the consumer that appends the record of the reading: that continues the trace in an activity without a parent here.</summary>
    private static bool IsOfRequest(Activity? activity) => activity is not null && (activity.Source.Name == "Microsoft.AspNetCore" || IsOfRequest(activity.Parent));

    /// <summary>One clause a line, indented by its parentheses.</summary>
    private static string Readable(string sql)
    {
        var line = WhiteSpace().Replace(sql, " ").Trim();
        return Clause().Replace(line, clause =>
        {
            var before = line.AsSpan(0, clause.Index);
            return $"\n{new string(' ', 2 * (1 + before.Count('(') - before.Count(')')))}{clause.Groups["word"].Value} ";
        });
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(" (?<word>with|shown as|from|left join|join|cross join lateral|where|and|or|union|order by) ", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Clause();
}
