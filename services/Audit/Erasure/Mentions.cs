using System.Text.RegularExpressions;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.Erasure;

/// <summary>Where alerts and approvals name people. What happened and what was decided stays; who it was goes.</summary>
internal static class Mentions
{
    /// <summary>Forgets the people in the temporary table <c>forgotten</c>, as long as their names are still known.</summary>
    public static async Task EraseAsync(DatabaseTransaction transaction)
    {
        var names = await transaction.QueryAsync<string>(
            "select distinct user_name from audit_origin where person_id in (select person_id from forgotten) and user_name is not null");
        foreach (var name in names)
        {
            await transaction.ExecuteAsync(
                """
                update alert set
                    summary = regexp_replace(summary, @pattern, '(erased)', 'gi'),
                    next_step = regexp_replace(next_step, @pattern, '(erased)', 'gi'),
                    acknowledged_by = case when acknowledged_by ilike @literally then '(erased)' else acknowledged_by end,
                    resolved_by = case when resolved_by ilike @literally then '(erased)' else resolved_by end
                where summary ~* @pattern or next_step ~* @pattern or acknowledged_by ilike @literally or resolved_by ilike @literally;

                update approval set
                    summary = regexp_replace(summary, @pattern, '(erased)', 'gi'),
                    reason = regexp_replace(reason, @pattern, '(erased)', 'gi'),
                    decision_reason = regexp_replace(decision_reason, @pattern, '(erased)', 'gi'),
                    requested_by = case when requested_by ilike @literally then '(erased)' else requested_by end,
                    decided_by = case when decided_by ilike @literally then '(erased)' else decided_by end
                where summary ~* @pattern or reason ~* @pattern or decision_reason ~* @pattern
                    or requested_by ilike @literally or decided_by ilike @literally;
                """,
                new { pattern = PatternOf(name), literally = Literally(name) });
        }
    }

    // The name as a whole: not as a part of somebody else's.
    private static string PatternOf(string name) => $@"(?<![\w@.-]){Regex.Escape(name)}(?![\w@-])(?!\.\w)";

    private static string Literally(string name) => Regex.Replace(name, @"[\\%_]", @"\$0", RegexOptions.None, TimeSpan.FromSeconds(1));
}
