using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace PenguinMails.Postgres;

/// <summary>
/// Names statements in traces by what they do to which tables, such as <c>select secret, server</c> (OpenTelemetry's
/// <c>db.query.summary</c>). A leading comment line, <c>-- name</c>, takes precedence. Statements are constants of the code, so each
/// is read once.
/// </summary>
internal static partial class StatementNames
{
    private const int MostTables = 3;
    private const int MostNames = 2000; // some statements are composed, in ways that are bounded but many

    private const int MatchTimeout = 1000; // ms
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);

    public static string Of(string sql)
    {
        if (Names.TryGetValue(sql, out var known))
        {
            return known;
        }

        var name = Derive(sql);
        if (Names.Count < MostNames)
        {
            Names[sql] = name;
        }

        return name;
    }

    private static string Derive(string sql)
    {
        var text = sql.AsSpan().TrimStart();
        if (text.StartsWith("--", StringComparison.Ordinal))
        {
            var end = text.IndexOf('\n');
            return text[2..(end < 0 ? text.Length : end)].Trim().ToString();
        }

        var operation = Operation().Match(sql).Value.ToLowerInvariant();
        if (operation is "select" && FunctionCall().Match(sql) is { Success: true } call)
        {
            return $"select {call.Groups["function"].Value}";
        }

        var tables = Tables().Matches(sql).Select(match => match.Groups["table"].Value).Where(IsTable).Distinct(StringComparer.Ordinal).Take(MostTables);
        return $"{operation} {string.Join(", ", tables)}".TrimEnd();
    }

    private static bool IsTable(string word) => word is not ("select" or "lateral" or "unnest" or "set" or "generate_series" or "jsonb_to_recordset");

    [GeneratedRegex(@"\b(select|insert|update|delete|copy|listen|savepoint|set|with)\b", Options, MatchTimeout)]
    private static partial Regex Operation();

    // select a_function(…) without any table
    [GeneratedRegex(@"^\s*select\s+(?<function>\w+)\s*\((?!.*\bfrom\b)", Options | RegexOptions.Singleline, MatchTimeout)]
    private static partial Regex FunctionCall();

    [GeneratedRegex(@"\b(from|join|into|update|copy)\s+(?<table>\w+)", Options, MatchTimeout)]
    private static partial Regex Tables();
}
