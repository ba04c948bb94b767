using System.Text.RegularExpressions;

namespace PenguinMails.Audit.Erasure;

/// <summary>References to persons in alerts and approvals. Erasure removes the names; events and decisions remain.</summary>
internal static class PersonReferences
{
    /// <summary>Erases the names of these persons. Must run before the names themselves are deleted.</summary>
    public static async Task EraseAsync(DatabaseTransaction transaction, long[] ids)
    {
        var names = await transaction.QueryAsync<string>(
            "select name_key from audit_person where person_id = any(@ids) and name_key is not null", new { ids });
        foreach (var name in names)
        {
            await transaction.ExecuteAsync(
                """
                update alert set
                    summary = regexp_replace(summary, @pattern, '(erased)', 'gi'),
                    next_step = regexp_replace(next_step, @pattern, '(erased)', 'gi'),
                    acknowledged_by = case when lower(acknowledged_by) = @name then '(erased)' else acknowledged_by end,
                    resolved_by = case when lower(resolved_by) = @name then '(erased)' else resolved_by end
                where summary ~* @pattern or next_step ~* @pattern or lower(acknowledged_by) = @name or lower(resolved_by) = @name;

                update approval set
                    summary = regexp_replace(summary, @pattern, '(erased)', 'gi'),
                    reason = regexp_replace(reason, @pattern, '(erased)', 'gi'),
                    decision_reason = regexp_replace(decision_reason, @pattern, '(erased)', 'gi'),
                    requested_by = case when lower(requested_by) = @name then '(erased)' else requested_by end,
                    decided_by = case when lower(decided_by) = @name then '(erased)' else decided_by end
                where summary ~* @pattern or reason ~* @pattern or decision_reason ~* @pattern
                    or lower(requested_by) = @name or lower(decided_by) = @name;
                """,
                new { name, pattern = PatternOf(name) });
        }
    }

    // Matches the whole name, not a part of a longer one.
    private static string PatternOf(string name) => $@"(?<![\w@.-]){Regex.Escape(name)}(?![\w@-])(?!\.\w)";
}
